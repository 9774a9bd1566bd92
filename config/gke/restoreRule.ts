/** When the cluster's database can be put back from a snapshot. */
import { type ConfigRule, when } from "../checks/rules";
import { conflict, setCommand } from "../words/messages";
import { word } from "../words/tell";
import { type GkeDraft, gkeKey } from "./draft";

export const restoreRule: ConfigRule<GkeDraft> = {
  keys: [gkeKey("database"), "airflow:awake"],
  problems: ({ airflow: { gke, awake } }) => {
    const { kind, restoreFrom, movedFrom } = gke.database;
    const key = gkeKey("database.restoreFrom");
    if (restoreFrom === undefined) return [];
    const fix = `pulumi config rm --path '${key}'`;
    return [
      ...when(kind === "cloudSql", () =>
        conflict(
          key,
          restoreFrom,
          "it is a snapshot of the cluster's disk, and the database is Cloud SQL, which restores its own backups",
          fix,
        ),
      ),
      ...when(kind === "cluster" && movedFrom !== undefined, () =>
        conflict(
          key,
          restoreFrom,
          `${gkeKey("database.movedFrom")} is set too, and a disk is made from one snapshot`,
          fix,
        ),
      ),
      ...when(kind === "cluster" && movedFrom === undefined && awake, () =>
        conflict(
          key,
          restoreFrom,
          "it replaces the disk, and while Airflow is awake the database writes to it",
          (tell) =>
            `${fix} && pulumi config set airflow:awake false && pulumi up && ${setCommand(key, word(tell(key, restoreFrom)))}`,
        ),
      ),
    ];
  },
};
