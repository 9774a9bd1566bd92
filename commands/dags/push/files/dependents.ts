/** Which DAG files import a module, straight or through others. */
import { importedPaths } from "../../../../components/shared/upload/imports";

/**
 * Of `files`, those that a change of one of `changed` reaches.
 *
 * @param read the text of a Python file
 */
export function dependents(
  files: readonly string[],
  changed: readonly string[],
  read: (path: string) => string,
): Set<string> {
  const reached = new Set(changed);
  const imports = new Map<string, string[]>();
  for (const path of files)
    if (path.endsWith(".py") && !reached.has(path)) imports.set(path, importedPaths(path, read(path)));
  const names = (path: string): boolean =>
    // `import lib` may mean lib.py, lib/__init__.py and whatever of lib/ that uses.
    (imports.get(path) ?? []).some((module) =>
      [...reached].some((file) => file === `${module}.py` || file.startsWith(`${module}/`)),
    );
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const path of [...imports.keys()])
      if (names(path)) {
        reached.add(path);
        imports.delete(path);
      }
  }
  for (const path of changed) reached.delete(path);
  return reached;
}
