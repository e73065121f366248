// A comparison put together from one of each treatment. While a slider moves, one treatment changes and the others are known: only that one is
// asked for.

import { get, query } from "../api";
import type { Compare } from "../types";
import { writeTreatment, type Treatment } from "./treatment";

/** joined places the columns of documents beside each other; the rows are those of the first, and all have the same. */
export function joined(docs: readonly Compare[]): Compare {
  const [first] = docs;
  if (!first || docs.length === 1) return first as Compare;
  const missing = docs.flatMap((d) => d.missing ?? []);
  return {
    ...first,
    columns: docs.flatMap((d) => d.columns),
    rows: first.rows.map((r, i) => ({ ...r, values: docs.flatMap((d) => d.rows[i]?.values ?? []) })),
    windows: first.windows.map((w, i) => ({ ...w, ic50_ratio: docs.flatMap((d) => d.windows[i]?.ic50_ratio ?? []) })),
    sources: Object.assign({}, ...docs.map((d) => d.sources)) as Compare["sources"],
    ...(missing.length ? { missing } : {}),
  };
}

/** typical asks for the typical patient of one treatment; what is asked again is remembered. */
export function typical(t: Treatment | string): Promise<Compare> {
  return get<Compare>("/compare" + query([["treatment", typeof t === "string" ? t : writeTreatment(t)], ["subjects", "0"]]));
}
