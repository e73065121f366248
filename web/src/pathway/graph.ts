// The map as a graph: six columns of nodes, each with the cytokines whose signal passes through it.

import type { Cell, Column, Source } from "../types";

export interface Drive {
  disease: string;
  role: string;
  strength: string;
  evidence: string;
  verified: boolean;
}

export interface Cytokine {
  cytokine: string;
  receptor: string;
  family: string;
  receptor_chains: string;
  kinases: string[];
  kinase_pair: string;
  stats: string[];
  cells: string[];
  biology: string;
  verified: boolean;
  diseases: Drive[];
  inhibition: { stat: string; values: Cell[] }[];
}

export interface Pathway {
  command?: string;
  columns: Column[];
  cytokines: Cytokine[];
  kinases: { kinase: string; cytokines: string[]; average_daily_occupancy: (number | null)[] }[];
  sources: Record<string, Source>;
}

export const kinds = ["cytokine", "receptor", "kinases", "STAT", "cell", "disease"] as const;
export type Kind = (typeof kinds)[number];
export const titles: Record<Kind, string> = { cytokine: "Cytokine", receptor: "Receptor", kinases: "JAK pair", STAT: "STAT", cell: "Cells", disease: "Diseases" };

export interface Node {
  kind: Kind;
  name: string;
  /** cytokines whose signal passes, in the order of the map. */
  through: string[];
}

export interface Graph {
  nodes: Node[];
  byKind: Record<Kind, Node[]>;
  cytokines: Map<string, Cytokine>;
}

export const id = (n: { kind: Kind; name: string }): string => `${n.kind}:${n.name}`;

/** inhibitionOf is the average over the day of the first read-out of a cytokine by the first treatment. */
export function inhibitionOf(c: Cytokine): number | null {
  for (const r of c.inhibition) {
    const e = r.values[0]?.average_daily_inhibition;
    if (e) return e.typical;
  }
  return null;
}

/** graphOf orders the columns so that links run as level as they can: cytokines by their pair, the rest by the middle of what leads to them. */
export function graphOf(doc: Pathway): Graph {
  const sorted = [...doc.cytokines].sort((a, b) => a.kinase_pair.localeCompare(b.kinase_pair) || a.family.localeCompare(b.family));
  const place = new Map(sorted.map((c, i) => [c.cytokine, i]));
  const gather = (kind: Kind, names: (c: Cytokine) => string[]): Node[] => {
    const found = new Map<string, Node>();
    for (const c of sorted) {
      for (const name of names(c)) {
        const node = found.get(name) ?? { kind, name, through: [] };
        if (!node.through.includes(c.cytokine)) node.through.push(c.cytokine);
        found.set(name, node);
      }
    }
    const middle = (n: Node): number => n.through.reduce((sum, c) => sum + (place.get(c) ?? 0), 0) / n.through.length;
    return [...found.values()].sort((a, b) => middle(a) - middle(b) || a.name.localeCompare(b.name));
  };
  const one = (kind: Kind, name: (c: Cytokine) => string): Node[] => sorted.map((c) => ({ kind, name: name(c), through: [c.cytokine] }));
  const byKind: Record<Kind, Node[]> = {
    cytokine: one("cytokine", (c) => c.cytokine),
    // Two cytokines may share a receptor; each keeps its line, so that the two columns read as one row.
    receptor: one("receptor", (c) => c.receptor_chains),
    kinases: gather("kinases", (c) => [c.kinase_pair]),
    STAT: gather("STAT", (c) => c.stats).sort((a, b) => a.name.localeCompare(b.name)),
    cell: gather("cell", (c) => c.cells),
    disease: gather("disease", (c) => c.diseases.map((d) => d.disease)),
  };
  return { nodes: kinds.flatMap((k) => byKind[k]), byKind, cytokines: new Map(sorted.map((c) => [c.cytokine, c])) };
}
