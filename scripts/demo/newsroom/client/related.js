// "More to read": fetched from the CDN as JSON, with absolute addresses inside, and built with the DOM.

export async function fillRelated(section, data) {
  if (!section) return;
  const list = section.querySelector("#related");
  const answer = await fetch(data.related, { headers: { accept: "application/json" } }).catch(() => undefined);
  if (!answer?.ok) {
    section.hidden = true;
    return;
  }
  const { items } = await answer.json();
  list.replaceChildren(...items.map(card));
  section.dataset.filled = "yes";
}

function card({ title, url, image }) {
  const link = document.createElement("a");
  link.href = url;
  const picture = new Image(600, 375);
  picture.alt = "";
  picture.loading = "lazy";
  picture.addEventListener("error", () => picture.remove());
  picture.src = image;
  const name = document.createElement("span");
  name.textContent = title;
  link.append(picture, name);
  return link;
}
