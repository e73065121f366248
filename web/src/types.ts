// The documents of the server, as far as the page reads them. Their schemas are in schemas/ of the repository.

export interface Estimate {
  typical: number;
  low: number;
  high: number;
}

export interface Source {
  short: string;
  text: string;
  doi?: string;
  locator?: string;
  verified: boolean;
}

export interface Column {
  drug: string;
  dose: string;
  regimen: string;
  label: string;
  model: string;
  population: string;
  basis: string;
  verified: boolean;
  auc24_ng_h_per_mL: Estimate;
  cmax_ng_per_mL: Estimate;
  cmin_ng_per_mL: Estimate;
  unbound_average_nM: number;
}

/** Cell is a signal under a treatment; without a route there are no numbers, and the notes say why. */
export interface Cell {
  route: "measured" | "mechanistic" | "none";
  verified: boolean;
  average_daily_inhibition: Estimate | null;
  trough_inhibition: Estimate | null;
  hours_above_ic50: Estimate | null;
  ic50_total_plasma_nM: number | null;
  ic50_unbound_nM: number | null;
  ln_ic50_sd: number | null;
  cell?: string;
  matrix?: string;
  evidence: string[] | null;
  notes?: string[];
  other_route?: string;
  other_ic50_total_plasma_nM?: number | null;
  other_average_daily_inhibition?: number | null;
}

export interface Row {
  cytokine: string;
  stat: string;
  main_cells: string;
  kinase_pair: string;
  receptor: string;
  values: Cell[];
}

export interface Window {
  wanted: string;
  spared: string;
  ic50_ratio: (number | null)[];
}

export interface Compare {
  command?: string;
  manifest: { command: string; product: string; evidence: string; subjects: number; seed: number };
  columns: Column[];
  rows: Row[];
  windows: Window[];
  sources: Record<string, Source>;
  missing?: { drug: string; reason: string }[];
}
