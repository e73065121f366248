// Numbers with their intervals on a logarithmic axis, one line each under the names of their groups: a forest plot that fits any width. Colour, sign and
// name say the same.

import { glyph, series } from "../colour";
import { fill, h, s } from "../dom";
import { power } from "../format";

export interface ForestRow {
  group: string;
  label: string;
  /** look is the place in the palette; negative: no drug, drawn in grey. */
  look: number;
  /** mark replaces the sign of the look. */
  mark?: string;
  value: number;
  low: number;
  high: number;
  /** note stands at the right end, or below the name where there is little room. */
  note: string;
}

export interface ForestOptions {
  /** unit is written below the axis. */
  unit: string;
  /** reference is a line that values are read against. */
  reference?: { at: number; below: string; above: string };
}

const paper: Record<string, string> = { ink: "#1a1f29", muted: "#555d6b", grid: "#dde1e7", axis: "#7d8593", bg: "#ffffff" };
const charWidth = 6.4;

export class Forest {
  readonly element = h("div", { class: "forest" });
  private rows: readonly ForestRow[] = [];
  private finding = "";
  private width = 0;
  private readonly watch = new ResizeObserver(() => this.draw());

  constructor(private readonly o: ForestOptions) {
    this.watch.observe(this.element);
  }

  set(rows: readonly ForestRow[], finding: string): void {
    this.rows = rows;
    this.finding = finding;
    this.draw(true);
  }

  leave(): void {
    this.watch.disconnect();
  }

  private draw(force = false): void {
    const width = Math.min(this.element.clientWidth, 900);
    if (!width || !this.rows.length || (!force && width === this.width)) return;
    this.width = width;
    fill(this.element, this.picture(width, true));
  }

  /** svg is the picture as a file of its own, in the colours of paper. */
  svg(): string {
    const picture = this.picture(820, false);
    picture.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    return new XMLSerializer().serializeToString(picture);
  }

  private picture(width: number, inPage: boolean): SVGSVGElement {
    const ink = (name: string): string => (inPage ? `var(--${name})` : (paper[name] as string));
    const colour = (look: number): string => (look < 0 ? ink("muted") : inPage ? `var(--s${look % 8})` : series(look, true));
    const narrow = width < 560;
    const longest = (f: (r: ForestRow) => string): number => charWidth * Math.max(...this.rows.map((r) => f(r).length));
    const [labels, notes] = narrow ? [0, 0] : [Math.min(0.42 * width, 26 + longest((r) => r.label)), Math.min(0.3 * width, 12 + longest((r) => r.note))];
    const left = narrow ? 4 : labels + 8;
    const right = width - notes - (narrow ? 8 : 14);
    const values = this.rows.flatMap((r) => [r.low, r.high, r.value]).filter((v) => v > 0);
    if (this.o.reference) values.push(this.o.reference.at / 1.3, this.o.reference.at * 1.3);
    const [low, high] = [Math.log10(Math.min(...values)) - 0.05, Math.log10(Math.max(...values)) + 0.05];
    const x = (v: number): number => left + ((Math.log10(Math.max(v, 10 ** low)) - low) / (high - low)) * (right - left);
    const marks = ticks(10 ** low, 10 ** high, (right - left) / 52);
    const g: SVGElement[] = [];
    const text = (at: number, y: number, fillColour: string, content: string, more: Record<string, string | number> = {}): SVGTextElement => s("text", { x: at, y, fill: fillColour, "font-size": 12.5, "paint-order": "stroke", stroke: ink("bg"), "stroke-width": 4, "stroke-linejoin": "round", ...more }, content);
    const long = this.rows.length > 14; // then the axis is written above too
    let y = this.o.reference || long ? 20 : 4;
    const begin = y;
    let group = "";
    const body: SVGElement[] = [];
    for (const r of this.rows) {
      if (r.group !== group) {
        group = r.group;
        y += y > begin ? 12 : 0;
        body.push(text(0, y + 14, ink("ink"), clip(group, 0.93 * width), { "font-weight": 650, "font-size": 13.5 }));
        y += 22;
      }
      const twice = narrow && charWidth * (r.label.length + r.note.length + 4) > width; // the note takes a line of its own
      if (twice) body.push(text(18, y + 15, ink("ink"), clip(r.label, width - 18)));
      if (twice) y += 17;
      const middle = narrow ? y + 27 : y + 11;
      const sign = r.mark ?? (r.look < 0 ? "○" : glyph(r.look));
      body.push(s("g", {},
        s("title", {}, `${r.label}: ${r.note}`),
        text(0, twice ? y - 2 : y + 15, colour(r.look), sign), text(18, y + 15, ink("ink"), twice ? "" : narrow ? r.label : clip(r.label, labels - 18)),
        text(narrow ? width : right + 14, y + 15, ink("muted"), r.note, { "text-anchor": narrow ? "end" : "start", "font-size": 12 }),
        s("line", { x1: x(r.low), x2: x(r.high), y1: middle, y2: middle, stroke: colour(r.look), "stroke-width": 2 }),
        s("circle", { cx: x(r.value), cy: middle, r: 4.5, fill: ink("bg") }),
        s("text", { x: x(r.value), y: middle + 5, "text-anchor": "middle", "font-size": 14, fill: colour(r.look), "paint-order": "stroke", stroke: ink("bg"), "stroke-width": 2.5 }, sign)));
      y += narrow ? 40 : 23;
    }
    const bottom = y + 6;
    for (const v of marks) g.push(s("line", { x1: x(v), x2: x(v), y1: begin, y2: bottom, stroke: ink("grid") }), text(x(v), bottom + 16, ink("muted"), power(v), { "text-anchor": "middle", "font-size": 12 }), ...(long && !this.o.reference ? [text(x(v), 12, ink("muted"), power(v), { "text-anchor": "middle", "font-size": 12 })] : []));
    const line = this.o.reference;
    if (line) {
      g.push(s("line", { x1: x(line.at), x2: x(line.at), y1: begin - 2, y2: bottom, stroke: ink("axis"), "stroke-width": 1.5, "stroke-dasharray": "4 3" }));
      g.push(text(x(line.at) - 6, 12, ink("muted"), `← ${line.below}`, { "text-anchor": "end", "font-size": 12 }), text(x(line.at) + 6, 12, ink("muted"), `${line.above} →`, { "font-size": 12 }));
    }
    g.push(text((left + right) / 2, bottom + 34, ink("muted"), this.o.unit, { "text-anchor": "middle", "font-size": 12 }));
    return s("svg", { viewBox: `0 0 ${width} ${bottom + 42}`, width, height: bottom + 42, role: "img", "aria-label": this.finding, "font-family": "system-ui, 'Segoe UI', Roboto, Arial, sans-serif" }, [...g, ...body]);
  }
}

/** ticks are 1, 2 and 5 of each decade, or fewer where there is no room. */
export function ticks(low: number, high: number, most: number): number[] {
  for (const steps of [[1, 2, 5], [1, 3], [1]]) {
    const out: number[] = [];
    for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) for (const m of steps) if (m * 10 ** e >= low && m * 10 ** e <= high) out.push(Number((m * 10 ** e).toPrecision(1)));
    if (out.length <= most) return out;
  }
  return [1];
}

const clip = (text: string, room: number): string => (text.length * charWidth <= room ? text : text.slice(0, Math.max(1, Math.floor(room / charWidth) - 1)) + "…");
