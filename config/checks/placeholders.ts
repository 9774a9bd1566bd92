/** The accounts that the ready stacks and examples carry. They belong to nobody who runs this program. */

import type { Settings } from "../settings";
import { type Problem, wrongValue } from "../words/messages";

/** Account ids that AWS reserves for documentation (https://docs.aws.amazon.com/accounts/latest/reference/). */
const awsAccounts = ["111122223333", "123456789012"];
const gcpProjects = ["my-project", "my-gcp-project"];

/** One problem for each placeholder still in the config. */
export function placeholders(settings: Settings): Problem[] {
  const problems: Problem[] = [];
  const account = settings.aws?.accountId;
  if (account !== undefined && awsAccounts.includes(account))
    problems.push(
      wrongValue(
        "aws:allowedAccountIds",
        [account],
        "your own account (this is the ready stack's placeholder)",
        '["YOUR 12 DIGITS"]',
      ),
    );
  if (settings.gcpProject !== undefined && gcpProjects.includes(settings.gcpProject))
    problems.push(
      wrongValue(
        "gcp:project",
        settings.gcpProject,
        "your own project (this is the ready stack's placeholder)",
        "YOUR-PROJECT",
      ),
    );
  if (settings.platform === "gke" && /(^|\.)example\.(com|org|net)$/.test(settings.gke.domain))
    problems.push(
      wrongValue(
        "airflow:gke.domain",
        settings.gke.domain,
        "a domain of yours (this is the ready stack's placeholder)",
        "airflow.YOUR-DOMAIN",
      ),
    );
  const people = Object.entries(settings.access).flatMap(([key, who]) =>
    who.map((name, index) => ({ path: `airflow:access.${key}[${index}]`, name })),
  );
  for (const { path, name } of people)
    if (/@example\.(com|org|net)$/.test(name))
      problems.push(
        wrongValue(path, name, "a person of yours (this is the ready stack's placeholder)", "user:YOU@YOUR-DOMAIN"),
      );
  return problems;
}
