/** What a check of DAGs found. */

/** What was looked for. */
export type Rule =
  | "import" // the file cannot be imported
  | "slow" // it takes longer than 5 s
  | "call" // it asks a database or the network while it is imported
  | "duplicate" // its DAG id is another DAG's too
  | "serialisation" // Airflow cannot store its DAG
  | "requirements" // the packages do not fit together
  | "startup"; // the startup script fails

/** One thing found. */
export interface Finding {
  /** An error makes the check fail. */
  level: "error" | "warning";
  rule: Rule;
  /** Where it is: relative to the DAG folder, with slashes; or a file of the project that is not in it. */
  file?: string;
  line?: number;
  /** The DAG file, where it imports the one that has the fault. */
  importedBy?: string;
  dagId?: string;
  message: string;
  fix?: string;
}

/** What a check of a folder gives. */
export interface Checked {
  /** Airflow's and Python's versions that it ran in. */
  airflowVersion: string;
  python: string;
  /** The folder, as the stack or the caller names it. */
  folder: string;
  /** Files that Airflow looks for DAGs in, relative to the folder, sorted. */
  files: string[];
  /** Every DAG that was found, with its file. */
  dags: { dagId: string; file: string }[];
  findings: Finding[];
  /** What is not as in the cloud. */
  notes: string[];
  seconds: number;
}

export const errorsIn = ({ findings }: Pick<Checked, "findings">): Finding[] =>
  findings.filter(({ level }) => level === "error");
