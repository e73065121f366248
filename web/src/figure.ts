// What stands around every figure: its numbers as a table, its citation, its files, and the command that makes it.

import { text as fetchText } from "./api";
import { settle } from "./router";
import { copy, fill, h, save, toast, type Child } from "./dom";

/** Table is the twin of a figure in numbers; null is a missing value. */
export interface Table {
  caption: string;
  columns: string[];
  rows: (string | number | null)[][];
  /** numeric are the positions of columns that are aligned right. */
  numeric?: number[];
  /** links are addresses behind the first cells. */
  links?: string[];
}

export type Contents = string | { text: string } | { load(): Promise<string> };

export interface FigureOptions {
  title: string;
  subtitle?: Child;
  /** file is the beginning of the names of downloads. */
  file: string;
  body: Element;
  table(): Table;
  /** svg gives the picture, json the document: an address below /api/v1, or the text itself. */
  /** without it there is no picture to take away. */
  svg?(): Contents;
  json?(): Contents;
  command(): string;
  after?: Child;
}

export interface Figure {
  element: HTMLElement;
  /** refresh is called when what the figure shows has changed. */
  refresh(): void;
}

/** figure puts a body into its frame. */
export function figure(o: FigureOptions): Figure {
  const numbers = h("div", { class: "numbers", hidden: true });
  const command = h("code");
  let open = false;
  const show = h("button", { type: "button", "aria-expanded": "false" }, "Table");
  const draw = (): void => {
    if (open) fill(numbers, tableElement(o.table()));
  };
  show.addEventListener("click", () => {
    open = !open;
    numbers.hidden = !open;
    show.setAttribute("aria-expanded", String(open));
    draw();
  });
  const shown = (): string => o.command().replace(/ --json$/, ""); // people want the table
  const attempt = (f: () => Promise<void>) => (): void => {
    f().catch((e: unknown) => toast(e instanceof Error ? e.message : String(e)));
  };
  const read = async (c: Contents): Promise<string> => (typeof c === "string" ? fetchText(c) : "text" in c ? c.text : c.load());
  const picture = (): Promise<string> => read(o.svg?.() ?? { text: "" });
  const tools = h("div", { class: "tools", role: "group", "aria-label": `${o.title}: numbers and files` },
    show,
    h("button", { type: "button", onclick: attempt(async () => save(new Blob([csv(o.table())], { type: "text/csv" }), o.file + ".csv")) }, "CSV"),
    o.svg && h("button", { type: "button", onclick: attempt(async () => save(new Blob([await picture()], { type: "image/svg+xml" }), o.file + ".svg")) }, "SVG"),
    o.svg && h("button", { type: "button", onclick: attempt(async () => save(await png(await picture()), o.file + ".png")) }, "PNG"),
    o.json && h("button", { type: "button", onclick: attempt(async () => save(new Blob([await read(o.json!())], { type: "application/json" }), o.file + ".json")) }, "JSON"),
    h("button", { type: "button", onclick: () => copy(citation(o.title, shown()), "Citation") }, "Copy citation"),
    h("button", { type: "button", onclick: () => {
      settle();
      void copy(location.href, "Link");
    } }, "Copy link"),
  );
  const same = h("p", { class: "same" }, h("span", {}, "The same on the command line"), command,
    h("button", { type: "button", "aria-label": "Copy the command", onclick: () => copy(shown(), "Command") }, "Copy"));
  const element = h("figure", { "aria-label": o.title },
    h("h2", {}, o.title), o.subtitle && h("p", { class: "sub" }, o.subtitle), o.body, o.after, tools, numbers, same);
  // Neither the command nor an open table needs to follow every step of a slider.
  let timer = 0;
  const refresh = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      command.textContent = shown();
      draw();
    }, command.textContent ? 120 : 0);
  };
  return { element, refresh };
}

/** tableElement draws a table; long ones scroll in their own region. */
export function tableElement(t: Table, cell?: (value: string | number | null, row: number, column: number) => Child): HTMLElement {
  const right = new Set(t.numeric ?? []);
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t.caption },
    h("table", {}, h("caption", {}, t.caption),
      h("thead", {}, h("tr", {}, t.columns.map((c, i) => h("th", { scope: "col", class: right.has(i) && "n" }, c)))),
      h("tbody", {}, t.rows.map((row, r) => h("tr", {}, row.map((v, i) => {
        const link = i === 0 ? t.links?.[r] : undefined;
        const content = cell ? cell(v, r, i) : link ? h("a", { href: link }, readable(v)) : readable(v);
        return i === 0 ? h("th", { scope: "row" }, content) : h("td", { class: right.has(i) && "n" }, content);
      }))))));
}

function readable(v: string | number | null): string {
  if (v === null) return "–";
  return typeof v === "number" ? String(Number(v.toPrecision(4))) : v;
}

/** csv writes a table by RFC 4180, numbers in full. A text that a spreadsheet would take for a formula is kept from that by an apostrophe. */
export function csv(t: Table): string {
  const field = (v: string | number | null): string => {
    if (v === null) return "";
    if (typeof v === "number") return String(v);
    const safe = /^[=+@\t\r]|^-(?![\d.])/.test(v) ? "'" + v : v;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [t.columns, ...t.rows].map((row) => row.map(field).join(",") + "\r\n").join("");
}

function citation(title: string, command: string): string {
  const day = new Date().toISOString().slice(0, 10);
  return `jakstat, “${title}”. Computed ${day} by: ${command}. For research and teaching.`;
}

/** png draws a picture at twice its size; the picture names no other file, so the canvas stays readable. */
async function png(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svg);
  await image.decode();
  const canvas = h("canvas");
  canvas.width = 2 * image.naturalWidth;
  canvas.height = 2 * image.naturalHeight;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("this browser cannot draw");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((b) => (b ? resolve(b) : reject(new Error("the picture could not be written"))), "image/png"));
}
