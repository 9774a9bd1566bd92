/** What a user would take instead and this program does not make, with the figures that have a source. Pure. */

/** One such service. */
export interface Elsewhere {
  name: string;
  /** A month of its smallest form; null where a part of it has no source. */
  monthly: number | null;
  /** What is due while nothing runs; null where it is not known. */
  idleMonthly: number | null;
  /** The figures that are known, in words. */
  rates: string;
  /** What an Airflow of this program can and it cannot. */
  cannot: string;
  source: string;
  /** Day on which the source was read. */
  date: string;
}

export const elsewhere: readonly Elsewhere[] = [
  {
    name: "Cloud Composer 3",
    monthly: null,
    idleMonthly: null,
    rates:
      "in us-central1 0.06 USD for 1,000 milli-DCU-hours (43.80 a month for each DCU) and 0.17 a GiB of database; how many DCUs a small environment takes is not known",
    cannot: "sleep: an environment bills until it is deleted, and its address and run history go with it",
    source: "cloud.google.com/composer/pricing",
    date: "2026-11-21",
  },
  {
    name: "MWAA Serverless",
    monthly: null,
    idleMonthly: 0,
    rates: "nothing while no task runs; the price of a task's time is not known",
    cannot: "run Python of your own or reach BigQuery: workflows are YAML with Amazon's operators only",
    source: "docs.aws.amazon.com/mwaa/latest/mwaa-serverless-userguide/what-is-mwaa-serverless.html",
    date: "2026-11-21",
  },
];
