/** Reads `.gitignore` and `.airflowignore`: which paths they leave out, and which they ask for with `!`. */
import ignore from "ignore";

/** What one ignore file says of a path: leave it out, take it, or nothing. */
export type Verdict = "out" | "in" | undefined;
/** Asks an ignore file about a path relative to the file's folder; a folder's path ends with a slash. */
export type IgnoreFile = (path: string) => Verdict;

/**
 * Syntax of `.airflowignore`: glob by default from Airflow 3, regexp before, and `core.dag_ignore_file_syntax` decides
 * (https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/dags.html#airflowignore).
 */
export type IgnoreSyntax = "glob" | "regexp";

/** The syntax that a version of Airflow reads, unless the option says otherwise. */
export function ignoreSyntax(airflowVersion: string, option?: unknown): IgnoreSyntax {
  if (option === "glob" || option === "regexp") return option;
  return Number(airflowVersion.split(".")[0]) < 3 ? "regexp" : "glob";
}

/** `.gitignore`, and `.airflowignore` with globs: both follow git's rules. */
export function globFile(text: string): IgnoreFile {
  const rules = ignore().add(text);
  return (path) => {
    const { ignored, unignored } = rules.test(path);
    return ignored ? "out" : unignored ? "in" : undefined;
  };
}

/** Python's spelling of a regular expression in JavaScript's. */
const translated = (pattern: string): RegExp => {
  const [, flags = "", rest = pattern] = /^\(\?([ims]+)\)(.*)$/.exec(pattern) ?? [];
  return new RegExp(rest.replaceAll("(?P<", "(?<").replaceAll(/\(\?P=(\w+)\)/g, "\\k<$1>"), flags);
};

/** `.airflowignore` with regular expressions: found anywhere in the path; `#` begins a comment, also after a pattern. */
export function regexpFile(text: string): IgnoreFile {
  const patterns = text
    .split(/\r?\n/)
    .map((line) => line.replace(/\s*#.*$/, "").trim())
    .filter((line) => line !== "")
    .flatMap((line) => {
      try {
        return [translated(line)];
      } catch {
        // Airflow logs a pattern that it cannot read, and goes on without it.
        return [];
      }
    });
  return (path) => (patterns.some((pattern) => pattern.test(path.replace(/\/$/, ""))) ? "out" : undefined);
}
