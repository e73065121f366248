// Predicted against observed: one mark a row, on logarithmic axes or, for shares of patients, on linear ones.

import { fill, h, s } from "../dom";
import { power } from "../format";

export interface Dot {
  x: number;
  y: number;
  filled: boolean;
  name: string;
  /** href leads to where the observation stands. */
  href?: string;
}

export interface Scale {
  unit: string;
  /** band is how far the lines beside the diagonal stand from it: a factor, or on linear axes, which run from 0 to 100, a difference. */
  band: number;
  linear?: boolean;
}

export class Scatter {
  readonly element = h("div", { class: "scatter" });
  private readonly watch = new ResizeObserver(() => this.draw());
  private width = 0;

  constructor(private readonly dots: readonly Dot[], private readonly scale: Scale, private readonly name: string) {
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
    const { unit, band, linear } = this.scale;
    const place = linear ? (v: number): number => v : Math.log10;
    const back = linear ? (v: number): number => v : (v: number): number => 10 ** v;
    const values = this.dots.flatMap((d) => [place(d.x), place(d.y)]);
    const low = linear ? 0 : Math.floor(Math.min(...values));
    const high = linear ? 100 : Math.ceil(Math.max(...values));
    const [left, right, top, bottom] = [58, size - 28, 12, size - 46];
    const x = (v: number): number => left + ((v - low) / (high - low)) * (right - left);
    const y = (v: number): number => bottom - ((v - low) / (high - low)) * (bottom - top);
    const step = linear ? 20 : 1;
    const marks = Array.from({ length: (high - low) / step + 1 }, (_, i) => low + i * step);
    const beside = (d: number): SVGElement => {
      const [a, b] = [Math.max(low, low - d), Math.min(high, high - d)];
      return s("line", { class: d ? "fold" : "main", x1: x(a), y1: y(a + d), x2: x(b), y2: y(b + d), "stroke-dasharray": d ? "4 4" : null });
    };
    const distance = place(band);
    const inside = this.dots.filter((d) => Math.abs(place(d.x) - place(d.y)) <= distance).length;
    const within = linear ? `${band} points` : `${band}-fold`;
    const r = size < 420 || this.dots.length > 300 ? 3.5 : 5;
    return s("svg", { viewBox: `0 0 ${size} ${size}`, width: size, height: size, role: "group", "aria-label": `${this.name}: ${inside} of ${this.dots.length} predictions within ${within} of the observation. The table has the numbers.`, "font-family": "system-ui, 'Segoe UI', Roboto, Arial, sans-serif", "font-size": 12 },
      marks.map((v) => [s("line", { x1: x(v), x2: x(v), y1: top, y2: bottom }), s("line", { x1: left, x2: right, y1: y(v), y2: y(v) }),
        s("text", { x: x(v), y: bottom + 18, "text-anchor": "middle" }, linear ? String(v) : power(back(v))), s("text", { x: left - 8, y: y(v) + 4, "text-anchor": "end" }, linear ? String(v) : power(back(v)))]).flat(),
      beside(0), beside(distance), beside(-distance),
      s("text", { x: (left + right) / 2, y: size - 8, "text-anchor": "middle" }, `observed, ${unit}`),
      s("text", { x: 0, y: 0, transform: `translate(14 ${(top + bottom) / 2}) rotate(-90)`, "text-anchor": "middle" }, `predicted, ${unit}`),
      // The table says the same to who can't see it, and has the links for the keyboard.
      s("g", { "aria-hidden": "true" }, this.dots.map((d) => {
        const mark = s("circle", { class: d.filled ? "filled" : null, cx: x(place(d.x)), cy: y(place(d.y)), r }, s("title", {}, d.name));
        return d.href ? s("a", { href: d.href, tabindex: -1 }, mark) : mark;
      })));
  }
}
