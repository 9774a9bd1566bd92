/** Rules of what goes up: nothing secret, nothing unreadable, never the project itself. */
import type { Survey } from "../../components/shared/upload/survey";
import { type ConfigRule, type Draft, when } from "../checks/rules";
import { conflict, type Problem } from "../words/messages";
import { holdsProject, type UploadConfig } from "./folders";

const stays = (folder: string, path: string) =>
  `remove it, or keep it here with a line in ${folder}/.gitignore: echo '/${path}' >> ${folder}/.gitignore`;

function folderProblems({ folder, keys, unreadable }: Survey): Problem[] {
  return [
    ...keys.map(({ path, why }) => {
      const file = `${folder}/${path}`;
      return { path: file, what: `${file} looks like ${why}, and would be uploaded.`, fix: stays(folder, path) };
    }),
    ...unreadable.map(({ path, why }) => {
      const file = `${folder}/${path}`.replace(/\/\.?\/$/, "/");
      const fix = `chmod u+rX '${file}', or ${stays(folder, path)}`;
      return { path: file, what: `${file} cannot be read (${why}).`, fix };
    }),
  ];
}

/** What is in the folders that go up. */
const contents: ConfigRule<Draft> = {
  keys: ["airflow:dags"],
  problems: ({ airflow }, around) => around.uploads(airflow as UploadConfig).flatMap(folderProblems),
};

const notTheProject: ConfigRule<Draft> = {
  keys: ["airflow:dags"],
  problems: ({ airflow: { dags } }) =>
    when(typeof dags === "string" && dags !== "external" && holdsProject(dags), () =>
      conflict(
        "airflow:dags",
        dags,
        "it is or holds the project itself, so stack files and all else would be uploaded",
        "pulumi config set airflow:dags airflow/dags",
      ),
    ),
};

/** Rules of the folders that go up. */
export const uploadRules: ConfigRule<Draft>[] = [notTheProject, contents];
