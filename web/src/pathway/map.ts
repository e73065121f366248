// The map as a picture: columns of nodes joined by links. A node can be chosen by pointer or keyboard; what is joined to it stays, the rest steps
// back.

import { paint } from "../colour";
import { fill, h, s } from "../dom";
import { percent } from "../format";
import { id, inhibitionOf, kinds, titles, type Graph, type Kind, type Node } from "./graph";

const width = 1180;
const top = 34;
// The left edge of each column and the width of its nodes.
const columns: Record<Kind, { x: number; w: number }> = {
  cytokine: { x: 0, w: 168 },
  receptor: { x: 176, w: 214 },
  kinases: { x: 462, w: 128 },
  STAT: { x: 656, w: 66 },
  cell: { x: 800, w: 168 },
  disease: { x: 1032, w: 148 },
};
const gap = 12;
const columnsOfKeys: Kind[] = kinds.filter((k) => k !== "receptor");

interface Placed extends Node {
  x: number;
  y: number;
  w: number;
  h: number;
  element: SVGGElement;
}

export class PathwayMap {
  readonly element = h("div", { class: "scroll pathway" });
  private graph: Graph | undefined;
  private placed: Placed[] = [];
  private chosen = "";
  private over = "";
  private at = 0;
  private links: SVGGElement = s("g");
  private picture: SVGSVGElement | undefined;

  constructor(private readonly choose: (id: string) => void) {
    this.element.addEventListener("keydown", (e) => this.key(e));
  }

  /** update draws the graph; chosen is the id of a node or empty. */
  update(graph: Graph, chosen: string): void {
    const same = this.graph && this.graph.nodes.map(id).join("|") === graph.nodes.map(id).join("|");
    this.graph = graph;
    this.chosen = chosen;
    if (!same) this.build();
    this.paint();
    this.highlight();
  }

  private build(): void {
    const graph = this.graph as Graph;
    const focused = this.element.contains(document.activeElement);
    this.placed = [];
    const rows = graph.byKind.cytokine.length;
    let groups = 0;
    graph.byKind.cytokine.forEach((n, i, all) => {
      const pair = (k: Node | undefined): string | undefined => graph.cytokines.get(k?.name ?? "")?.kinase_pair;
      if (i > 0 && pair(n) !== pair(all[i - 1])) groups++;
    });
    const height = rows * 22 + groups * gap;
    for (const kind of kinds) {
      const nodes = graph.byKind[kind];
      const { x, w } = columns[kind];
      let y = top;
      const step = kind === "cell" ? height / nodes.length : 22;
      const space = kind === "kinases" || kind === "STAT" || kind === "disease" ? (height - nodes.length * 38) / nodes.length : 0;
      let before = "";
      for (const n of nodes) {
        const pair = graph.cytokines.get(n.through[0] ?? "")?.kinase_pair ?? "";
        if ((kind === "cytokine" || kind === "receptor") && before && pair !== before) y += gap;
        before = pair;
        const tall = space ? 38 : Math.min(step, 20);
        if (space) y += space / 2;
        this.placed.push({ ...n, x, y, w, h: tall, element: this.node(n, x, y, w, tall, this.placed.length) });
        y += space ? 38 + space / 2 : step;
      }
    }
    this.links = s("g", { class: "links", "aria-hidden": "true" });
    this.picture = s("svg", { viewBox: `0 0 ${width} ${top + height + 8}`, width, height: top + height + 8, role: "group", "aria-label": "Map from cytokines to diseases. Arrow keys move between nodes, Enter follows one.", "font-family": "system-ui, 'Segoe UI', Roboto, Arial, sans-serif" },
      kinds.map((k) => s("text", { x: columns[k].x, y: 16, class: "title", "font-size": 13, "font-weight": 650 }, titles[k])), this.links, this.placed.map((p) => p.element));
    fill(this.element, this.picture);
    this.at = Math.min(this.at, this.placed.length - 1);
    this.placed[this.at]?.element.setAttribute("tabindex", "0");
    if (focused) this.placed[this.at]?.element.focus();
  }

  private node(n: Node, x: number, y: number, w: number, tall: number, index: number): SVGGElement {
    const small = n.kind === "receptor" || n.kind === "cell";
    const name = n.name.length > w / 6.1 ? n.name.slice(0, Math.floor(w / 6.1) - 1) + "…" : n.name;
    // A receptor is the other half of its cytokine's row: the pointer may choose it, the keyboard finds the cytokine.
    const button = n.kind === "receptor" ? { role: "img", "aria-label": `receptor ${n.name}` } : { role: "button", tabindex: -1, "aria-pressed": "false" };
    const g = s("g", { class: `node ${n.kind}`, ...button, transform: `translate(${x} ${y})`,
      onclick: () => {
        const node = n.kind === "receptor" ? { kind: "cytokine" as const, name: n.through[0] as string } : n;
        if (n.kind !== "receptor") this.move(index, false);
        this.choose(this.chosen === id(node) ? "" : id(node));
      },
      onpointerenter: () => this.hover(id(n)), onpointerleave: () => this.hover("") },
      n.kind === "receptor" && s("title", {}, n.name),
      s("rect", { class: "box", width: w, height: tall - 2, rx: 4 }),
      s("text", { x: n.kind === "kinases" || n.kind === "STAT" ? w / 2 : 7, y: tall > 30 ? 15.5 : tall / 2 + 3.4, "text-anchor": n.kind === "kinases" || n.kind === "STAT" ? "middle" : "start", "font-size": small ? 11 : 12.5, "font-weight": small ? 400 : 600 }, name + " ")); // the space parts it from the number when read aloud
    return g;
  }

  /** paint colours what a treatment blocks: cytokines with their percentage, cells and diseases with one square for each cytokine. */
  private paint(): void {
    const graph = this.graph as Graph;
    for (const p of this.placed) {
      p.element.querySelectorAll(".painted").forEach((e) => e.remove());
      if (p.kind === "receptor") continue;
      const shares = p.through.map((c) => inhibitionOf(graph.cytokines.get(c)!));
      if (p.kind === "cytokine") {
        const v = shares[0] ?? null;
        const c = v === null ? null : paint(v);
        p.element.append(s("g", { class: "painted" },
          s("rect", { x: p.w - 56, width: 56, height: p.h - 2, rx: 4, ...(c ? { fill: c.back } : { class: "blank" }) }),
          s("text", { x: p.w - 28, y: p.h / 2 + 3.4, "text-anchor": "middle", "font-size": 12, "font-weight": 600, fill: c ? c.ink : null }, v === null ? "–" : percent(v))));
        p.element.setAttribute("aria-label", `${p.name} ${v === null ? "– no number" : percent(v) + " blocked on average"}, cytokine`);
        continue;
      }
      const known = shares.filter((v): v is number => v !== null);
      const range = known.length ? `${Math.round(100 * Math.min(...known))}–${Math.round(100 * Math.max(...known))} %` : "no number";
      if (p.kind === "kinases" || p.kind === "STAT") {
        const text = p.kind === "STAT" ? range.replace(" %", "") : `${p.through.length} · ${range}`;
        p.element.setAttribute("aria-label", `${p.name} ${text}: ${p.through.length} cytokines, blocked ${range}`);
        p.element.append(s("text", { class: "painted u", x: p.w / 2, y: 30, "text-anchor": "middle", "font-size": 11 }, text));
        continue;
      }
      p.element.setAttribute("aria-label", `${p.name}: ${p.through.length} ${p.kind === "disease" ? "cytokines drive it" : "cytokines act on it"}, blocked ${range}`);
      const tall = p.kind === "disease";
      const size = tall ? 9 : 7;
      const start = tall ? 7 : p.w - 6 - shares.length * (size + 2);
      p.element.append(s("g", { class: "painted" }, shares.map((v, i) => s("rect", { x: start + i * (size + 2), y: tall ? 22 : (p.h - 2 - size) / 2, width: size, height: size, rx: 1.5, class: v === null ? "blank" : "square", ...(v === null ? {} : { fill: paint(v).back }) }))));
    }
  }

  private hover(node: string): void {
    this.over = node;
    this.highlight();
  }

  /** highlight draws the links of what is pointed at or chosen; with nothing chosen, those of the signal itself. */
  private highlight(): void {
    const graph = this.graph as Graph;
    const now = this.over || this.chosen;
    const origin = this.placed.find((p) => id(p) === now);
    const through = new Set(origin ? this.placed.filter((p) => id(p) === now).flatMap((p) => p.through) : graph.cytokines.keys());
    for (const p of this.placed) {
      const on = !origin || (p.kind === origin.kind && p.kind !== "cytokine" && p.kind !== "receptor" ? id(p) === now : p.through.some((c) => through.has(c)));
      p.element.classList.toggle("off", !on);
      p.element.classList.toggle("chosen", id(p) === this.chosen);
      if (p.kind !== "receptor") p.element.setAttribute("aria-pressed", String(id(p) === this.chosen));
    }
    const paths = new Map<string, { d: string; v: number | null }>();
    const at = new Map(this.placed.map((p) => [p.kind === "receptor" ? `receptor:${p.through[0]}` : id(p), p]));
    const join = (a: Placed | undefined, b: Placed | undefined, v: number | null): void => {
      if (!a || !b || (origin && (a.element.classList.contains("off") || b.element.classList.contains("off")))) return;
      const [x1, y1, x2, y2] = [a.x + a.w, a.y + a.h / 2 - 1, b.x, b.y + b.h / 2 - 1];
      const m = (x1 + x2) / 2;
      paths.set(`${x1},${y1},${x2},${y2}`, { d: `M${x1} ${y1}C${m} ${y1} ${m} ${y2} ${x2} ${y2}`, v });
    };
    for (const name of through) {
      const c = graph.cytokines.get(name);
      if (!c) continue;
      const v = inhibitionOf(c);
      const pair = at.get(`kinases:${c.kinase_pair}`);
      join(at.get(`receptor:${name}`), pair, v);
      for (const stat of c.stats) {
        join(pair, at.get(`STAT:${stat}`), null);
        if (!origin) continue;
        for (const cell of c.cells) join(at.get(`STAT:${stat}`), at.get(`cell:${cell}`), null);
      }
      if (origin) for (const cell of c.cells) for (const d of c.diseases) join(at.get(`cell:${cell}`), at.get(`disease:${d.disease}`), v);
    }
    const lines = [...paths.values()].map(({ d, v }) => s("path", { d, ...(v === null ? {} : { stroke: paint(0.15 + 0.85 * v).back, "stroke-width": 1 + 3 * v }) }));
    this.links.classList.toggle("followed", !!origin);
    this.links.replaceChildren(...lines);
  }

  private move(index: number, focus = true): void {
    this.placed[this.at]?.element.setAttribute("tabindex", "-1");
    this.at = index;
    const p = this.placed[index];
    p?.element.setAttribute("tabindex", "0");
    if (focus) p?.element.focus();
  }

  private key(e: KeyboardEvent): void {
    const p = this.placed[this.at];
    if (!p) return;
    const column = this.placed.filter((q) => q.kind === p.kind);
    const nearest = (kind: Kind | undefined): Placed | undefined => {
      const there = this.placed.filter((q) => q.kind === kind);
      const joined = there.filter((q) => q.through.some((c) => p.through.includes(c)));
      return (joined.length ? joined : there).sort((a, b) => Math.abs(a.y - p.y) - Math.abs(b.y - p.y))[0];
    };
    let to: Placed | undefined;
    switch (e.key) {
      case "ArrowDown": to = column[column.indexOf(p) + 1]; break;
      case "ArrowUp": to = column[column.indexOf(p) - 1]; break;
      case "ArrowRight": to = nearest(columnsOfKeys[columnsOfKeys.indexOf(p.kind) + 1]); break;
      case "ArrowLeft": to = nearest(columnsOfKeys[columnsOfKeys.indexOf(p.kind) - 1]); break;
      case "Home": to = column[0]; break;
      case "End": to = column.at(-1); break;
      case "Escape": this.choose(""); break;
      case "Enter":
      case " ": this.choose(this.chosen === id(p) ? "" : id(p)); break;
      default: return;
    }
    e.preventDefault();
    if (to) this.move(this.placed.indexOf(to));
  }

  /** svg is the map as a file of its own. */
  svg(): string {
    const copy = this.picture?.cloneNode(true) as SVGSVGElement;
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.prepend(s("style", {}, ".box{fill:#f7f8fa}text:not([fill]){fill:#1a1f29}text.u:not([fill]){fill:#555d6b}.links path{fill:none;stroke:#b9c0ca}.blank{fill:#eff1f4}.off{opacity:.2}"));
    return new XMLSerializer().serializeToString(copy);
  }
}
