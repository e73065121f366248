// Making and changing elements. Nothing is made from text by the HTML parser, so that no answer of the server can become markup, and no
// style attribute is written, which the content security policy would refuse.

export type Child = Node | string | number | null | undefined | false | Child[];
type Listener = (event: any) => void;
type Value = string | number | boolean | null | undefined | Listener | Record<string, string>;
export type Attributes = Record<string, Value>;

const svgNamespace = "http://www.w3.org/2000/svg";

function assign(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (typeof value === "object") for (const [k, v] of Object.entries(value)) (element as HTMLElement).style.setProperty(k, v);
    else if (name === "value" && "value" in element) (element as HTMLInputElement).value = String(value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

function append(parent: Node, child: Child): void {
  if (child === null || child === undefined || child === false) return;
  if (Array.isArray(child)) for (const c of child) append(parent, c);
  else parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
}

/** h makes an HTML element; attributes named on... are listeners, style is an object of properties. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  append(element, children);
  assign(element, attributes); // after the children: the value of a select must exist
  return element;
}

/** s makes an SVG element. */
export function s<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): SVGElementTagNameMap[K] {
  const element = document.createElementNS(svgNamespace, tag);
  assign(element, attributes);
  append(element, children);
  return element;
}

/** fill replaces the content of an element. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren();
  append(parent, children);
}

/** setText changes a text only where it differs: cheaper than writing, and screen readers hear no repetition. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** toast says something for a moment, to eyes and screen readers. */
export function toast(text: string): void {
  const place = document.getElementById("toast");
  if (!place) return;
  place.textContent = text;
  place.classList.add("on");
  window.setTimeout(() => {
    if (place.textContent !== text) return;
    place.classList.remove("on");
    place.textContent = "";
  }, 2600);
}

/** copy puts text on the clipboard, also where the page is not served securely. */
export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h("textarea", { class: "offscreen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(what + " copied");
}

/** save offers a blob as a download. */
export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

let counter = 0;
/** unique makes an id for aria references. */
export function unique(prefix: string): string {
  return `${prefix}-${++counter}`;
}
