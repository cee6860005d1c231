// A notice of the page's own, from its <template>.

export function say(root, name) {
  const note = root.getElementById(name).content.cloneNode(true);
  root.getElementById("notices").append(note);
  return root.getElementById("notices").lastElementChild;
}
