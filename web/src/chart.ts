// A trace over time on a canvas (uPlot), made usable without a mouse: the chart takes the focus, arrow keys move the cursor, and what stands under
// it is written out as text, which screen readers announce.

import uPlot from "uplot";
import { dash, series as colourOf, token } from "./colour";
import { fill, h, s, setText } from "./dom";
import { significant } from "./format";
import { onTheme } from "./theme";

export interface Line {
  name: string;
  /** look is the place in the palette. */
  look: number;
  values: (number | null)[];
  low?: (number | null)[];
  high?: (number | null)[];
}

export interface ChartOptions {
  /** title says what the ordinate is; unit its unit. */
  title: string;
  unit: string;
  xTitle: string;
  /** xStep is the distance of the marks on the abscissa; by default what fits. */
  xStep?: number;
  /** range of the ordinate; by default from 0 to what is there. */
  range?: [number, number];
  /** reference is a horizontal line with a name. */
  reference?: { at: number; name: string };
  height?: number;
  /** sync names charts that share a cursor. */
  sync?: string;
  decimals?: (x: number) => string;
  /** free lets the ordinate begin where the values do, as where they may be negative. */
  free?: boolean;
}

/** narrowest is the width from which names stand at the ends of their lines; below, they stand under the plot. */
const narrowest = 300;
const font = "12px system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const strong = "600 " + font;
const live = new Set<Chart>();
onTheme(() => live.forEach((c) => c.rebuild()));

export class Chart {
  readonly element: HTMLElement;
  private plot: uPlot | undefined;
  private x: number[] = [];
  private lines: Line[] = [];
  private readonly host = h("div", { class: "plot" });
  private readonly names = h("ul", { class: "names" });
  private readonly readout = h("p", { class: "readout", "aria-live": "polite" });
  private readonly watch: ResizeObserver;
  private timer = 0;
  private wide = 0;

  constructor(private readonly o: ChartOptions) {
    this.element = h("div", { class: "chart", tabindex: 0, role: "group", "aria-roledescription": "chart", "aria-label": `${o.title}, ${o.unit}. Arrow keys read values.` },
      h("h3", {}, o.title, h("span", { class: "u" }, ` ${o.unit}`)), this.host, this.names, this.readout);
    this.element.addEventListener("keydown", (e) => this.key(e));
    this.element.addEventListener("blur", () => this.plot?.setCursor({ left: -10, top: -10 }));
    this.watch = new ResizeObserver(() => this.size());
    this.watch.observe(this.host);
    live.add(this);
  }

  /** set draws lines over x, which ascends. */
  set(x: number[], lines: Line[]): void {
    const same = this.plot && lines.length === this.lines.length && lines.every((l, i) => l.name === this.lines[i]?.name && !l.low === !this.lines[i]?.low && l.look === this.lines[i]?.look);
    this.x = x;
    this.lines = lines;
    if (same) this.plot?.setData(this.data());
    else this.rebuild();
  }

  leave(): void {
    live.delete(this);
    this.watch.disconnect();
    this.plot?.destroy();
    this.plot = undefined;
  }

  private data(): uPlot.AlignedData {
    const columns: (number | null)[][] = [];
    for (const l of this.lines) {
      columns.push(l.values);
      if (l.low && l.high) columns.push(l.low, l.high);
    }
    return [this.x, ...columns] as uPlot.AlignedData;
  }

  /** width is that of the place when it was last looked at: asking the browser in the middle of drawing makes it lay out the page at once. */
  private width(): number {
    return Math.max(200, this.wide);
  }

  private size(): void {
    this.wide = Math.floor(this.host.clientWidth);
    if (!this.plot) {
      if (this.lines.length) this.rebuild();
    } else if (this.plot.width !== this.width()) this.plot.setSize({ width: this.width(), height: this.o.height ?? 220 });
  }

  /** rebuild draws from nothing: other lines, or other colours. */
  rebuild(): void {
    this.plot?.destroy();
    this.plot = undefined;
    if (!this.wide) this.wide = Math.floor(this.host.clientWidth);
    if (!this.lines.length || !this.wide) return;
    const series: uPlot.Series[] = [{ label: this.o.xTitle }];
    const bands: uPlot.Band[] = [];
    for (const l of this.lines) {
      const colour = colourOf(l.look);
      series.push({ label: l.name, stroke: colour, width: 2.25, dash: dash(l.look), points: { show: false } });
      if (l.low && l.high) {
        const at = series.length;
        series.push({ stroke: "transparent", width: 0, points: { show: false } }, { stroke: "transparent", width: 0, points: { show: false } });
        bands.push({ series: [at + 1, at], fill: veil(colour) });
      }
    }
    const axis = { stroke: token("muted"), font, grid: { stroke: token("grid"), width: 1 }, ticks: { show: false }, border: { show: false } };
    this.plot = new uPlot({
      width: this.width(),
      height: this.o.height ?? 220,
      padding: [10, () => this.room(), 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 }, ...(this.o.sync ? { sync: { key: this.o.sync } } : {}) },
      scales: { x: { time: false }, y: { range: (_u, low, high) => this.o.range ?? span(low, high, this.o.free ?? false) } },
      axes: [
        { ...axis, space: 46, size: 42, ...(this.o.xStep ? { incrs: [this.o.xStep] } : {}), label: this.o.xTitle, labelFont: font, labelSize: 18, gap: 4 },
        { ...axis, size: (_u, values) => 14 + 7 * Math.max(1, ...(values ?? []).map((v) => String(v).length)), space: 34 },
      ],
      series,
      bands,
      hooks: { draw: [(u) => this.annotate(u)], setCursor: [(u) => this.say(u)] },
    }, this.data(), this.host);
    const narrow = this.lines.length > 1 && this.width() < narrowest;
    fill(this.names, narrow && this.lines.map((l) => h("li", {}, sample(l.look), l.name)));
    this.plot.root.setAttribute("aria-hidden", "true"); // the text below and the table say the same
  }

  /** room is what the names at the right end need. */
  private room(): number {
    if (this.lines.length < 2 || this.width() < narrowest) return 12;
    return 12 + Math.min(110, 6.6 * Math.max(...this.lines.map((l) => l.name.length)));
  }

  /** annotate writes the names at the ends of the lines, apart from each other, and the reference line. */
  private annotate(u: uPlot): void {
    const pen = u.ctx;
    const ratio = devicePixelRatio || 1;
    const right = u.bbox.left + u.bbox.width;
    pen.save();
    const reference = this.o.reference;
    if (reference) {
      const y = u.valToPos(reference.at, "y", true);
      pen.strokeStyle = token("axis");
      pen.lineWidth = ratio;
      pen.setLineDash([2 * ratio, 3 * ratio]);
      pen.beginPath();
      pen.moveTo(u.bbox.left, y);
      pen.lineTo(right, y);
      pen.stroke();
      pen.fillStyle = token("muted");
      pen.font = scaled(font, ratio);
      pen.textAlign = "right";
      pen.fillText(reference.name, right - 4 * ratio, y - 4 * ratio);
      pen.textAlign = "left";
    }
    if (this.lines.length > 1 && this.width() >= narrowest) {
      const gap = 14 * ratio;
      const ends = this.lines.map((l) => {
        let k = l.values.length - 1;
        while (k > 0 && l.values[k] === null) k--;
        return { l, y: u.valToPos(l.values[k] ?? 0, "y", true) };
      }).sort((a, b) => a.y - b.y);
      for (let i = 1; i < ends.length; i++) ends[i]!.y = Math.max(ends[i]!.y, ends[i - 1]!.y + gap);
      let floor = u.bbox.top + u.bbox.height;
      for (let i = ends.length - 1; i >= 0; i--) {
        ends[i]!.y = Math.min(ends[i]!.y, floor);
        floor = ends[i]!.y - gap;
      }
      pen.font = scaled(strong, ratio);
      pen.textAlign = "left";
      pen.textBaseline = "middle";
      for (const { l, y } of ends) {
        pen.fillStyle = colourOf(l.look);
        pen.fillText(l.name, right + 6 * ratio, y);
      }
    }
    pen.restore();
  }

  private say(u: uPlot): void {
    const k = u.cursor.idx;
    if (k === null || k === undefined || (u.cursor.left ?? -1) < 0) {
      setText(this.readout, "");
      return;
    }
    const write = this.o.decimals ?? ((v: number): string => `${significant(v)} ${this.o.unit}`);
    const text = `${significant(this.x[k] ?? 0)} ${unitOf(this.o.xTitle)}: ` + this.lines.map((l) => `${l.name} ${l.values[k] == null ? "–" : write(l.values[k] as number)}`).join(", ");
    // Eyes read at once, ears after the cursor rests.
    this.readout.setAttribute("aria-live", "off");
    setText(this.readout, text);
    window.clearTimeout(this.timer);
    if (document.activeElement !== this.element) return;
    this.timer = window.setTimeout(() => {
      this.readout.setAttribute("aria-live", "polite");
      this.readout.textContent = "";
      this.readout.textContent = text;
    }, 350);
  }

  private key(e: KeyboardEvent): void {
    const u = this.plot;
    if (!u) return;
    const n = this.x.length;
    const at = u.cursor.idx ?? -1;
    const step = Math.max(1, Math.round(n / 48));
    const to = { ArrowRight: at + step, ArrowLeft: at < 0 ? n - 1 : at - step, PageUp: at + 6 * step, PageDown: at - 6 * step, Home: 0, End: n - 1 }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    const k = Math.max(0, Math.min(n - 1, to));
    u.setCursor({ left: u.valToPos(this.x[k] ?? 0, "x"), top: 10 });
  }
}

/** sample is a piece of line as the plot draws it. */
function sample(look: number): SVGSVGElement {
  return s("svg", { width: 26, height: 10, "aria-hidden": "true" }, s("line", { x1: 0, x2: 26, y1: 5, y2: 5, stroke: colourOf(look), "stroke-width": 2.5, "stroke-dasharray": dash(look).join(" ") || null }));
}

/** span is what an ordinate covers: from 0, unless values are below it. */
function span(low: number, high: number, free: boolean): [number, number] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const under = free ? Math.min(0, 1.06 * low) : 0;
  return high > under ? [under, high > 0 ? 1.06 * high : 0] : [under, under + 1];
}

const scaled = (f: string, ratio: number): string => f.replace("12px", `${12 * ratio}px`);

/** unitOf takes the unit off an axis title, "time since dose, h". */
const unitOf = (title: string): string => title.split(", ").at(-1) ?? "";

/** veil makes a colour, as the style sheet gives it, nearly transparent. */
function veil(colour: string): string {
  return /^#[0-9a-f]{6}$/i.test(colour) ? colour + "1a" : "transparent";
}
