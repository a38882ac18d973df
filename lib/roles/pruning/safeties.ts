/** The names of what keeps a mapping from being taken away; part of the events' contract, so none is renamed. */
export const SAFETIES = [
  "environment",
  "protected",
  "opt-out",
  "minimum-age",
  "used-while-marked",
  "unused-by-table",
  "unused-by-second-source",
  "yearly-use",
  "waiting-time",
  "last-way-in",
  "cap-by-number",
  "cap-by-share",
] as const;

export type Safety = (typeof SAFETIES)[number];
