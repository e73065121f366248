// The documents of /risk, /labs and /populations, as far as the view reads them. Their schemas are in schemas/ of the repository.

import type { Table } from "../figure";

export interface Band {
  median: number;
  low: number;
  high: number;
}

export interface Factor {
  name: string;
  of: "reference" | "population" | "treatment";
  factor: Band;
  not_in_the_evidence: boolean;
}

export interface Risk {
  event: string;
  treatment: string;
  per_100_patient_years: Band;
  ratio_to_tnf_inhibitor: Band;
  difference_to_tnf_inhibitor: Band;
  number_needed: { direction: "harm" | "benefit" | "not told apart" | "reference"; people: number | null; low: number | null; high: number | null };
  factors: Factor[];
}

export interface Published {
  event: string;
  drug: string;
  study: string;
  dose_mg: string;
  group: string;
  ratio_to_tnf_inhibitor: number;
  low: number | null;
  high: number | null;
  id: string;
  source: string;
  how: string;
}

export interface Label {
  drug: string;
  region: string;
  indication: string;
  for_this_disease: boolean;
  boxed_warning: string;
  monitoring: string;
  interruption: string;
  vaccination_and_screening: string;
  id: string;
  source: string;
  how: string;
}

export interface Benefit {
  endpoint: string;
  definition: string;
  week: number;
  assumptions: string[];
  treatments: { treatment: string; stand_in?: string; predicted: boolean; reason?: string; trials: number; response_pct: Band | null; placebo_pct: Band | null; difference_to_placebo: Band | null }[];
}

export interface RiskDocument {
  command?: string;
  notice: string;
  population: { disease: string; years: number; typical?: string; typical_source?: string; covariates: { name: string; meaning: string; value: number; from_typical: boolean }[] };
  events: { name: string; form: string; by_pathway: boolean; lag_years: number }[];
  risks: Risk[];
  benefit: Benefit | null;
  published: Published[];
  labels: Label[];
}

export interface Populations {
  covariates: { name: string; meaning: string; share: boolean }[];
  populations: { name: string; disease: string; years: number; values: Record<string, number>; source: string; verified: boolean }[];
  diseases: { name: string; treatments: string[]; endpoints: string[]; main_endpoint: string }[];
  events: string[];
}

export interface Course {
  lab: string;
  unit: string;
  empirical: boolean;
  typical: number[];
  low: number[];
  high: number[];
  patients_p5?: number[];
  patients_p95?: number[];
  grade_3_or_4?: number;
}

export interface Labs {
  command?: string;
  manifest: { command: string };
  weeks: number[];
  treatments: { treatment: string; unknown: string[]; labs: Course[]; rules: { region: string; action: string; lab: string; below?: number; from?: number; drop?: number; text: string; row: string }[] }[];
}

/** Conventional treatment and TNF inhibitors stand before the drugs in every document. */
export const beside = 2;

/** treatmentsOf are the treatments of a document in its order. */
export const treatmentsOf = (doc: RiskDocument): string[] => [...new Set(doc.risks.map((r) => r.treatment))];

/** lookOf is the place of a treatment in the palette, that of its card; the two beside the drugs have none. */
export const lookOf = (doc: RiskDocument, treatment: string): number => treatmentsOf(doc).indexOf(treatment) - beside;

export const bandColumns = (b: Band): [number, number, number] => [b.median, b.low, b.high];

/** riskTable is the twin of the picture of all risks. */
export function riskTable(doc: RiskDocument, events: readonly string[]): Table {
  return {
    caption: "Events per 100 patient-years, and against a TNF inhibitor in the same people",
    columns: ["event", "treatment", "per 100 patient-years", "low", "high", "ratio to TNF inhibitor", "low", "high", "difference", "low", "high", "treated for a year for one event"],
    numeric: [2, 3, 4, 5, 6, 7, 8, 9, 10],
    rows: doc.risks.filter((r) => events.includes(r.event)).map((r) => [r.event, r.treatment, ...bandColumns(r.per_100_patient_years), ...bandColumns(r.ratio_to_tnf_inhibitor), ...bandColumns(r.difference_to_tnf_inhibitor), neededText(r)]),
  };
}

/** neededText says the number needed to harm, or that the evidence does not tell. */
export function neededText(r: Risk): string {
  const n = r.number_needed;
  if (n.people === null) return n.direction;
  return `one ${n.direction === "harm" ? "more" : "fewer"} in ${count(n.people)} (${count(n.low ?? NaN)} to ${count(n.high ?? NaN)})`;
}

const count = (x: number): string => (x >= 1000 ? Number(x.toPrecision(2)).toLocaleString("en") : String(Math.round(x)));

/** brief writes a number of which two digits are meant. */
export function brief(x: number): string {
  if (!Number.isFinite(x)) return "–";
  return Math.abs(x) >= 10 || x === 0 ? x.toFixed(0) : String(Number(x.toPrecision(2)));
}

export const bandText = (b: Band): string => `${brief(b.median)} (${brief(b.low)} to ${brief(b.high)})`;
