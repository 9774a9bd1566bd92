/** `npm run docs`: writes the config reference, the known failures and what is made from doctor's checks, and wraps every page. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configReference } from "./configReference";
import { awsPolicy, doctorReference, googleRole } from "./doctorReference";
import { withFailures } from "./failurePage";
import { projectFiles } from "./projectFiles";
import { wrapMarkdown } from "./wrapMarkdown";

const root = join(__dirname, "..");

writeFileSync(join(root, "docs/config.md"), configReference());
writeFileSync(join(root, "docs/doctor.md"), doctorReference());
writeFileSync(join(root, "docs/policies/doctor-aws.json"), awsPolicy());
writeFileSync(join(root, "docs/policies/doctor-google.yaml"), googleRole());
const whenItFails = join(root, "docs/when-it-fails.md");
writeFileSync(whenItFails, withFailures(readFileSync(whenItFails, "utf8")));
// GitHub shows every line break of an issue's form: those lines are not wrapped.
const pages = projectFiles(root).filter((path) => path.endsWith(".md") && !path.startsWith(".github/"));
for (const path of pages) {
  const page = readFileSync(join(root, path), "utf8");
  const wrapped = wrapMarkdown(page);
  if (wrapped !== page) writeFileSync(join(root, path), wrapped);
}
