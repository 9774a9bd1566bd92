/** Which file of the folder Airflow means: it has the folder under another path. */

/** The longest end of a location that is a path of the folder. */
function longest(location: string, paths: ReadonlySet<string>): string | undefined {
  const parts = location.split("/").filter((part) => part !== "");
  for (let from = 0; from < parts.length; from++) {
    const path = parts.slice(from).join("/");
    if (paths.has(path)) return path;
    // A packaged DAG: `…/dags/all.zip/one.py` is of all.zip.
    const zip = path.indexOf(".zip/");
    if (zip > 0 && paths.has(path.slice(0, zip + 4))) return path.slice(0, zip + 4);
  }
  return undefined;
}

/**
 * Finds the path of a location. Airflow's folder is where most locations agree: a file of the same name elsewhere on that machine
 * is not ours.
 *
 * @param locations all that Airflow tells: absolute, or from Airflow 3 relative to the DAG bundle
 */
export function placer(
  locations: readonly string[],
  paths: ReadonlySet<string>,
): (location: string) => string | undefined {
  const roots = new Map<string, number>();
  const rootOf = (location: string, path: string) => location.slice(0, location.lastIndexOf(path));
  for (const location of locations) {
    const path = longest(location, paths);
    if (path === undefined || !location.startsWith("/")) continue;
    const root = rootOf(location, path);
    roots.set(root, (roots.get(root) ?? 0) + 1);
  }
  const [root] = [...roots].sort(([, one], [, other]) => other - one)[0] ?? [];
  return (location) => {
    const path = longest(location, paths);
    if (path === undefined) return undefined;
    const own = rootOf(location, path);
    return own === "" || own === root ? path : undefined;
  };
}
