/** What goes up from this machine: how many files, how much, and what stays here and why. */
import type { LeftOut, Survey } from "../../../components/shared/upload/survey";
import { bytesOf, size } from "../../../config/uploads/folders";
import { section, wrapped } from "./text";

/** One folder, as a person and a machine read it. */
export interface Upload {
  folder: string;
  files: number;
  bytes: number;
  leftOut: LeftOut[];
  strayLinks: string[];
}

export const uploadOf = (survey: Survey): Upload => ({
  folder: survey.folder,
  files: survey.files.length,
  bytes: bytesOf(survey),
  leftOut: survey.leftOut,
  strayLinks: survey.strayLinks,
});

/** What every folder has and nobody looks for. */
const expected = ["git's own", "a cache"];
const shownOfEach = 3;

function staying(leftOut: LeftOut[]): string {
  const told = leftOut.filter(({ why }) => !expected.includes(why));
  const groups = [...new Set(told.map(({ why }) => why))].map((why) => {
    const paths = told.filter((one) => one.why === why).map(({ path }) => path);
    const more = paths.length > shownOfEach ? ` and ${paths.length - shownOfEach} more` : "";
    return `${paths.slice(0, shownOfEach).join(", ")}${more} (${why})`;
  });
  return groups.length === 0 ? "" : `; stays here: ${groups.join("; ")}`;
}

/** One line a folder. */
export const uploadsText = (uploads: Upload[], width: number): string[] =>
  section(
    "Uploaded from this machine",
    uploads.flatMap(({ folder, files, bytes, leftOut }) => {
      const count = `${files.toLocaleString("en-US")} ${files === 1 ? "file" : "files"}, ${size(bytes)}`;
      return wrapped(`${folder}: ${count}${staying(leftOut)}`, width);
    }),
  );
