// The file of a trial, to be changed. Its mistakes stand below it as the command line tells them, and a click goes to their place.

import { isAbort, post, type Problem, type Refusal } from "../api";
import { fill, h, save } from "../dom";
import { plural } from "../format";
import { problemBox } from "../problem";
import type { Sheet } from "./types";

/** sentName is what the server and the commands call the file. */
export const sentName = "trial.yaml";

const pause = 350;

export interface EditorEvents {
  /** right is called with what the file says, once it has no mistake. */
  right(sheet: Sheet): void;
  /** wrong is called when it has some. */
  wrong(): void;
}

export class Editor {
  readonly element: HTMLElement;
  private readonly area: HTMLTextAreaElement;
  private readonly gutter = h("div", { class: "gutter", "aria-hidden": "true" });
  private readonly status = h("p", { class: "sub", role: "status" });
  private readonly list = h("div");
  private readonly back: HTMLButtonElement;
  private timer = 0;
  private abort: AbortController | undefined;
  private lines = new Set<number>();

  /** shipped is the text to go back to; key names the draft that a reload of the page finds again. */
  constructor(private readonly shipped: string, private readonly key: string, private readonly events: EditorEvents, given?: string) {
    this.area = h("textarea", { class: "yaml", spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", "aria-label": "Trial file (YAML)", "aria-describedby": "trial-mistakes", oninput: () => this.changed() });
    this.back = h("button", { type: "button", onclick: () => this.take(this.shipped) }, "Undo all changes");
    const file = h("input", { type: "file", accept: ".yaml,.yml,text/yaml", class: "offscreen", id: "trial-file", onchange: async () => {
      const f = file.files?.[0];
      if (f) this.take(await f.text());
      file.value = "";
    } });
    this.list.id = "trial-mistakes";
    this.element = h("div", { class: "editor" }, h("div", { class: "paper" }, this.gutter, this.area), this.status, this.list,
      h("div", { class: "bar" }, h("button", { type: "button", onclick: () => save(new Blob([this.text], { type: "application/yaml" }), sentName) }, `Download as ${sentName}`), file,
        h("label", { for: "trial-file", class: "openfile" }, "Open a file"), this.back));
    this.area.value = given ?? this.stored() ?? shipped;
    this.mark();
    if (this.edited) this.check();
  }

  get text(): string {
    return this.area.value;
  }

  get edited(): boolean {
    return this.area.value !== this.shipped;
  }

  leave(): void {
    window.clearTimeout(this.timer);
    this.abort?.abort();
  }

  focus(): void {
    this.area.focus();
  }

  private stored(): string | null {
    try {
      return sessionStorage.getItem(this.key);
    } catch {
      return null; // storage may be forbidden
    }
  }

  private take(text: string): void {
    this.area.value = text;
    this.changed();
  }

  private changed(): void {
    try {
      if (this.edited) sessionStorage.setItem(this.key, this.text);
      else sessionStorage.removeItem(this.key);
    } catch {
      // then the draft lasts for this page
    }
    this.lines.clear();
    this.mark();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.check(), pause);
  }

  /** mark numbers the lines; those with a mistake have a sign beside their number. */
  private mark(): void {
    const n = this.text.split("\n").length;
    this.area.rows = n + 1;
    this.back.hidden = !this.edited;
    fill(this.gutter, Array.from({ length: n }, (_, i) => h("div", { class: this.lines.has(i + 1) && "wrong" }, this.lines.has(i + 1) ? `▸${i + 1}` : String(i + 1))));
  }

  /** check asks the server what the file says. */
  check(): void {
    this.abort?.abort();
    const mine = (this.abort = new AbortController());
    post<Sheet>("/trials/check", this.text, "application/yaml", mine.signal).then((sheet) => {
      this.lines.clear();
      this.mark();
      this.area.removeAttribute("aria-invalid");
      this.list.replaceChildren();
      this.status.textContent = this.edited ? "No mistake. The design on this page is that of the changed file." : "";
      this.events.right(sheet);
    }, (e: Refusal) => {
      if (isAbort(e)) return;
      this.status.textContent = "";
      if (e.problem?.errors?.some((x) => x.line)) this.wrong(e.problem);
      else fill(this.list, problemBox(e));
      this.events.wrong();
    });
  }

  private wrong(p: Problem): void {
    const all = p.errors ?? [];
    this.lines = new Set(all.map((x) => x.line ?? 0));
    this.mark();
    this.area.setAttribute("aria-invalid", "true");
    this.status.textContent = plural(all.length, "mistake");
    fill(this.list, h("ul", { class: "mistakes" }, all.map((x) => {
      const place = `${x.file ?? sentName}:${x.line ?? 1}:${x.col ?? 1}`;
      return h("li", {}, h("button", { type: "button", class: "link", title: `Go to line ${x.line}, column ${x.col}`, onclick: () => this.go(x.line ?? 1, x.col ?? 1) }, place), h("span", {}, `: error: ${x.message}${x.suggestion ? `; ${x.suggestion}` : ""}${x.code ? ` [${x.code}]` : ""}`));
    })));
  }

  /** go puts the caret where a mistake is. */
  private go(line: number, col: number): void {
    const before = this.text.split("\n").slice(0, line - 1).reduce((n, l) => n + l.length + 1, 0);
    const at = Math.min(before + col - 1, this.text.length);
    this.area.focus();
    this.area.setSelectionRange(at, Math.max(at, before + (this.text.slice(before).split("\n")[0]?.length ?? 0)));
    this.gutter.children[line - 1]?.scrollIntoView({ block: "center" });
  }
}
