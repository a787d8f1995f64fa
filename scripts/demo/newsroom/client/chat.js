// The live chat: a WebSocket to the primary origin, by its absolute address.

export function runChat(data) {
  const form = document.getElementById("chat-form");
  const lines = document.getElementById("chat-lines");
  const button = form.querySelector("button");
  const open = () => {
    const socket = new WebSocket(`${data.primary.replace(/^http/, "ws")}/live/chat`, "chat");
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
