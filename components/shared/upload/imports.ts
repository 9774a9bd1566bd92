/**
 * Which files Python files import. What `.airflowignore` names is no DAG, and may be a module that DAGs import all the same:
 * Airflow would find it, so it must go up.
 */
import { posix } from "node:path";

const absolute =
  /^[ \t]*(?:import[ \t]+([\w.]+(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[ \t]*[\w.]+)*)|from[ \t]+([\w.]+)[ \t]+import)/gm;
const relativeNames = /^[ \t]*from[ \t]+(\.+)(\w*)[\w.]*[ \t]+import[ \t]+(?:\(\s*)?([\w \t,]*)/gm;

/**
 * Paths without `.py` that a file's text imports: those below the folder, and those beside the file.
 *
 * @param path of the file in the folder, with slashes
 */
export function importedPaths(path: string, text: string): string[] {
  const found = new Set<string>();
  for (const [, imports, from] of text.matchAll(absolute))
    for (const name of imports?.split(",") ?? [from ?? ""]) {
      const top = name.trim().split(/[.\s]/)[0];
      if (top) found.add(top);
    }
  for (const [, dots = "", module = "", names = ""] of text.matchAll(relativeNames)) {
    const base = posix.join(posix.dirname(path), ...Array(dots.length - 1).fill(".."));
    const inside = module === "" ? names.split(",").map((name) => name.trim().split(/\s/)[0] ?? "") : [module];
    for (const name of inside) if (name !== "") found.add(posix.join(base, name));
  }
  return [...found];
}

/** Of the candidates, those that are imported, by a kept file or by another that is. */
export function importedFiles(kept: string[], candidates: string[], read: (path: string) => string): Set<string> {
  const imported = new Set<string>();
  const queue = kept.filter((path) => path.endsWith(".py"));
  for (let path = queue.pop(); path !== undefined; path = queue.pop())
    for (const module of importedPaths(path, read(path)))
      for (const file of candidates)
        if (!imported.has(file) && (file === `${module}.py` || file.startsWith(`${module}/`))) {
          imported.add(file);
          if (file.endsWith(".py")) queue.push(file);
        }
  return imported;
}
