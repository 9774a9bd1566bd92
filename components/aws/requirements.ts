/** What MWAA installs at the start of every container. */
export interface RequirementsArgs {
  airflowVersion: string;
  google: boolean;
  ecr: boolean;
  /** The user's own lines. */
  user: string;
}

export function requirements({ google, ecr, user }: RequirementsArgs): string {
  const ours = [
    ...(google ? ["apache-airflow-providers-google"] : []),
    ...(ecr ? ["apache-airflow-providers-docker"] : []),
  ];
  return `${[...ours, user.trim()].filter((line) => line !== "").join("\n")}\n`;
}
