// The documents of trials, as far as the page reads them.

export interface Listed {
  id: string;
  name: string;
  nct: string;
  disease: string;
  phase: string;
  patients: number;
  arms: string[];
  drugs: string[];
  primary: string[];
  kept_back: boolean;
}

export interface Reported {
  id: string;
  arm: string;
  endpoint: string;
  week: number;
  unit: string;
  n: number | null;
  value: number;
  interval: string;
  verified: boolean;
  source: string;
  fitted: boolean;
  inside_95: boolean | null;
}

export interface Sheet {
  id: string;
  name: string;
  nct: string;
  disease: string;
  phase: string;
  patients: number;
  control: string;
  results: "calibration" | "kept back" | "none";
  source: string;
  plan: string[];
  arms: { arm: string; drug: string; dose_mg: string; regimen: string; background: string; patients: number; blockade: number | null }[];
  endpoints: { endpoint: string; unit: string; weeks: number[]; primary_week: number | null; margin_points: number | null; definition: string }[];
  reported: Reported[];
  text: string;
  command?: string;
}

/** Job is long work of the server; asked holds what a trial is simulated with. */
export interface Job {
  id: string;
  kind: string;
  params: { trial?: string; file?: string; replicates?: number; patients?: number; seed?: number; with_own_results?: boolean };
  state: "queued" | "running" | "done" | "failed" | "cancelled" | "interrupted";
  shards: number;
  shards_done: number;
  progress: number;
  error?: string;
  created: string;
  started?: string;
  ended?: string;
  command?: string;
}

export interface Estimate {
  arm: string;
  stratum: string;
  endpoint: string;
  week: number;
  primary: boolean;
  unit: string;
  n: number | null;
  median: number | null;
  low_50: number | null;
  high_50: number | null;
  low_95: number | null;
  high_95: number | null;
  sd_parameters: number;
  sd_between: number;
  sd_sampling: number;
}

export interface Difference extends Estimate {
  odds_ratio: number | null;
  odds_ratio_low_95: number | null;
  odds_ratio_high_95: number | null;
  assurance: number;
}

export interface Result {
  command: string;
  trial: string;
  patients: number;
  replicates: number;
  seed: number;
  alpha: number;
  control: string;
  left_out: string[];
  kept_back: boolean;
  estimates: Estimate[];
  differences: Difference[];
  reported?: Reported[];
  notes: string[];
  events?: Events;
  laboratory?: Laboratory;
}

/** Band is a median over replicates with its intervals. */
export interface Band {
  median: number | null;
  low_50: number | null;
  high_50: number | null;
  low_95: number | null;
  high_95: number | null;
}

/** Events are the adverse events of a trial that follows them. */
export interface Events {
  comparator: string;
  margin: number | null;
  pool: string;
  hazards_without_pool: boolean;
  rates: { event: string; arm: string; primary: boolean; per_100_patient_years: Band; patients_with_event: Band }[];
  ratios: { event: string; arm: string; primary: boolean; hazard_ratio: Band; not_inferior: number | null; more_events: number }[];
  reported: { event: string; arm: string; figure: string; value: number; low_95: number | null; high_95: number | null; inside: boolean; id: string; how: string }[];
}

/** Laboratory is what a trial that takes laboratory values finds. */
export interface Laboratory {
  replicates: number;
  grading: string;
  label: string;
  changes: { arm: string; value: string; unit: string; week: number; mean_change: Band }[];
  grades: { arm: string; value: string; grade: number; percent_at_least: Band }[];
  doses_held: { arm: string; rules: number; percent_held: Band; percent_stopped: Band; weeks_without_treatment: Band }[];
}

export const isChange = (e: { unit: string }): boolean => e.unit === "mean change";

/** amount writes a share to a tenth of a point and a change to a hundredth, as the command line does. */
export function amount(x: number | null, change: boolean): string {
  if (x === null || !Number.isFinite(x)) return "–";
  const text = x.toFixed(change ? 2 : 1);
  return /^-[0.]+$/.test(text) ? text.slice(1) : text.replace("-", "−");
}
