// The live chat: a WebSocket to the origin the page came from.

export function runChat() {
  const address = new URL("/live/chat", location.href.replace(/^http/, "ws"));
  const form = document.getElementById("chat-form");
  const lines = document.getElementById("chat-lines");
  const button = form.querySelector("button");
  const open = () => {
    const socket = new WebSocket(address, "chat");
    socket.addEventListener("open", () => {
      lines.replaceChildren();
      button.disabled = false;
    });
    socket.addEventListener("message", (event) => showLine(lines, JSON.parse(event.data)));
    socket.addEventListener("close", () => {
      button.disabled = true;
      setTimeout(open, 2000);
    });
    form.onsubmit = (event) => {
      event.preventDefault();
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.send(form.elements.text.value);
      form.reset();
    };
  };
  open();
}

function showLine(lines, { from, text }) {
  const line = document.createElement("li");
  const name = document.createElement("b");
  name.textContent = from;
  const said = document.createElement("bdi");
  said.textContent = text;
  line.append(name, said);
  lines.append(line);
  line.scrollIntoView({ block: "nearest" });
}
