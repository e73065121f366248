// Predicted against observed on logarithmic axes: one mark a row, each a link to its evidence.

import { fill, h, s } from "./dom";
import { power } from "./format";

export interface Dot {
  x: number;
  y: number;
  filled: boolean;
  name: string;
  href: string;
}

export class Scatter {
  readonly element = h("div", { class: "scatter" });
  private readonly watch = new ResizeObserver(() => this.draw());
  private width = 0;

  /** fold is how far the lines beside the diagonal stand from it. */
  constructor(private readonly dots: readonly Dot[], private readonly unit: string, private readonly fold: number, private readonly name: string) {
    this.watch.observe(this.element);
  }

  leave(): void {
    this.watch.disconnect();
  }

  private draw(): void {
    const width = Math.min(this.element.clientWidth, 620);
    if (!width || width === this.width) return;
    this.width = width;
    fill(this.element, this.picture(width));
  }

  svg(): string {
    const picture = this.picture(620);
    picture.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    picture.prepend(s("style", {}, "text{fill:#555d6b}line,path{stroke:#dde1e7;fill:none}.main{stroke:#7d8593}circle{fill:#fff;stroke:#0072b2;stroke-width:1.6}.filled{fill:#0072b2;fill-opacity:.75}"));
    return new XMLSerializer().serializeToString(picture);
  }

  private picture(size: number): SVGSVGElement {
    const values = this.dots.flatMap((d) => [d.x, d.y]);
    const low = Math.floor(Math.log10(Math.min(...values)));
    const high = Math.ceil(Math.log10(Math.max(...values)));
    const [left, right, top, bottom] = [58, size - 28, 12, size - 46];
    const x = (v: number): number => left + ((Math.log10(v) - low) / (high - low)) * (right - left);
    const y = (v: number): number => bottom - ((Math.log10(v) - low) / (high - low)) * (bottom - top);
    const marks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
        const line = (f: number): SVGElement => {
      const [a, b] = [10 ** low * Math.max(1, 1 / f), 10 ** high * Math.min(1, 1 / f)];
      return s("line", { class: f === 1 ? "main" : "fold", x1: x(a), y1: y(a * f), x2: x(b), y2: y(b * f), "stroke-dasharray": f === 1 ? null : "4 4" });
    };
    const inside = this.dots.filter((d) => Math.max(d.x / d.y, d.y / d.x) <= this.fold).length;
    return s("svg", { viewBox: `0 0 ${size} ${size}`, width: size, height: size, role: "group", "aria-label": `${this.name}: ${inside} of ${this.dots.length} predictions within ${this.fold}-fold of the observation. The table has the numbers.`, "font-family": "system-ui, 'Segoe UI', Roboto, Arial, sans-serif", "font-size": 12 },
      marks.map((v) => [s("line", { x1: x(v), x2: x(v), y1: top, y2: bottom }), s("line", { x1: left, x2: right, y1: y(v), y2: y(v) }),
        s("text", { x: x(v), y: bottom + 18, "text-anchor": "middle" }, power(v)), s("text", { x: left - 8, y: y(v) + 4, "text-anchor": "end" }, power(v))]).flat(),
      line(1), line(this.fold), line(1 / this.fold),
      s("text", { x: (left + right) / 2, y: size - 8, "text-anchor": "middle" }, `observed, ${this.unit}`),
      s("text", { x: 0, y: 0, transform: `translate(14 ${(top + bottom) / 2}) rotate(-90)`, "text-anchor": "middle" }, `predicted, ${this.unit}`),
      this.dots.map((d) => s("a", { href: d.href, "aria-label": d.name, tabindex: -1 }, s("circle", { class: d.filled ? "filled" : null, cx: x(d.x), cy: y(d.y), r: size < 420 ? 3.5 : 5 }, s("title", {}, d.name)))));
  }
}
