// Medians with 50 and 95 % intervals, a line each, and what was reported beside them.

import { fill, h, s } from "../dom";

export interface ForestLine {
  group: string;
  label: string;
  sub?: string;
  median: number;
  inner: [number, number];
  outer: [number, number];
  /** reported is drawn below the line: filled where verified, square where it was fitted. */
  reported?: { value: number; verified: boolean; fitted: boolean };
  note: string;
  name: string;
}

export interface ForestView {
  lines: ForestLine[];
  /** low and high fix the axis; without them it holds all intervals. */
  low?: number;
  high?: number;
  /** zero draws a line where there is no difference. */
  zero?: boolean;
  axis: string;
  /** head says what the notes at the right are. */
  head: string;
  finding: string;
}

export class Forest {
  readonly element = h("div", { class: "forest" });
  private view: ForestView | undefined;
  private width = 0;
  private readonly watch = new ResizeObserver(() => this.draw(false));

  constructor() {
    this.watch.observe(this.element);
  }

  leave(): void {
    this.watch.disconnect();
  }

  show(view: ForestView): void {
    this.view = view;
    this.draw(true);
  }

  private draw(force: boolean): void {
    const width = Math.min(this.element.clientWidth, 980);
    if (!this.view || !width || (!force && width === this.width)) return;
    this.width = width;
    fill(this.element, this.picture(this.view, width));
  }

  private picture(v: ForestView, width: number): SVGSVGElement {
    const narrow = width < 600;
    const left = narrow ? 4 : Math.min(240, 26 + 7 * Math.max(8, ...v.lines.map((l) => Math.max(l.label.length, (l.sub ?? "").length))));
    const right = width - (narrow ? 12 : 24 + 6.4 * Math.max(6, ...v.lines.map((l) => l.note.length)));
    const ends = v.lines.flatMap((l) => [...l.outer, ...(l.reported ? [l.reported.value] : []), ...(v.zero ? [0] : [])]);
    const [low, high, ticks] = scale(v.low ?? Math.min(...ends), v.high ?? Math.max(...ends), narrow ? 4 : 7);
    const x = (value: number): number => left + 8 + ((Math.max(low, Math.min(high, value)) - low) / (high - low || 1)) * (right - left - 16);
    const body: SVGElement[] = [];
    body.push(s("text", { class: "u", x: width, y: 12, "text-anchor": "end" }, v.head));
    let y = 14;
    let group = "";
    for (const l of v.lines) {
      if (l.group !== group) {
        group = l.group;
        y += l === v.lines[0] ? 0 : 14;
        body.push(s("text", { class: "group", x: 0, y: y + 14 }, group));
        y += 22;
      }
      const head = narrow ? 20 : 0;
      const tall = head + (l.reported ? 34 : 24) + (narrow ? 2 : 0);
      const mid = y + head + 11;
      body.push(s("text", { x: narrow ? 0 : 8, y: narrow ? y + 14 : mid + 4 }, l.label, narrow && l.sub ? s("tspan", { class: "u", dx: 6 }, l.sub) : []));
      if (l.sub && !narrow) body.push(s("text", { class: "u", x: 8, y: mid + 17 }, l.sub));
      body.push(s("text", { class: "u", x: width, y: narrow ? y + 14 : mid + 4, "text-anchor": "end" }, l.note));
      const mark = s("g", {}, s("title", {}, l.name),
        s("rect", { class: "hit", x: x(l.outer[0]) - 4, y: mid - 9, width: x(l.outer[1]) - x(l.outer[0]) + 8, height: 18 }),
        s("line", { class: "outer", x1: x(l.outer[0]), x2: x(l.outer[1]), y1: mid, y2: mid }),
        s("line", { class: "inner", x1: x(l.inner[0]), x2: x(l.inner[1]), y1: mid, y2: mid }),
        s("circle", { class: "median", cx: x(l.median), cy: mid, r: 4.5 }));
      if (l.reported) mark.append(sign(x(l.reported.value), mid + 13, l.reported));
      body.push(mark);
      y += tall;
    }
    const bottom = y + 4;
    const grid = ticks.flatMap((t) => [s("line", { class: v.zero && t === 0 ? "zero" : "grid", x1: x(t), x2: x(t), y1: 20, y2: bottom }), s("text", { class: "u", x: x(t), y: bottom + 16, "text-anchor": "middle" }, String(t).replace("-", "−"))]);
    return s("svg", { viewBox: `0 0 ${width} ${bottom + 40}`, width, height: bottom + 40, role: "img", "aria-label": v.finding },
      grid, body, s("text", { class: "u", x: (left + right) / 2, y: bottom + 35, "text-anchor": "middle" }, v.axis));
  }
}

/** sign is the mark of something reported. */
export function sign(x: number, y: number, r: { verified: boolean; fitted: boolean }): SVGElement {
  const shape = r.fitted ? `M${x - 4.5} ${y - 4.5}h9v9h-9Z` : `M${x} ${y - 6}l6 6l-6 6l-6 -6Z`;
  return s("path", { class: r.verified ? "reported" : "reported open", d: shape });
}

/** forestKey explains the signs that are used. */
export function forestKey(reported: readonly { verified: boolean; fitted: boolean }[], verifiedText: string, openText: string): HTMLElement {
  const small = (...marks: SVGElement[]): SVGSVGElement => s("svg", { width: 34, height: 16, viewBox: "0 0 34 16", "aria-hidden": "true" }, marks);
  const one = reported[0];
  return h("ul", { class: "key forest" },
    h("li", {}, small(s("line", { class: "outer", x1: 1, x2: 33, y1: 8, y2: 8 }), s("line", { class: "inner", x1: 9, x2: 25, y1: 8, y2: 8 }), s("circle", { class: "median", cx: 17, cy: 8, r: 4.5 })), "predicted: median, 50 % and 95 % interval"),
    one && reported.some((r) => r.verified) && h("li", {}, small(sign(17, 8, { ...one, verified: true })), verifiedText),
    one && reported.some((r) => !r.verified) && h("li", {}, small(sign(17, 8, { ...one, verified: false })), openText));
}

/** scale widens a range to round numbers; there are about n of them. */
export function scale(low: number, high: number, n: number): [number, number, number[]] {
  if (!Number.isFinite(low + high)) [low, high] = [0, 1]; // there is nothing to show
  if (!(high > low)) [low, high] = [low - 1, high + 1];
  const rough = (high - low) / n;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = ten * ([1, 2, 5, 10].find((f) => f * ten >= rough) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(10)));
  return [ticks[0] as number, ticks[ticks.length - 1] as number, ticks];
}
