/**
 * Makes an id that a cloud takes out of a stack's name.
 *
 * @param name lower-case letters, digits and hyphens, starting with a letter
 * @param max most characters, the suffix included
 * @param options.prefix put before the name; `min` least characters: a shorter id gets the prefix `airflow-`
 */
export function fitId(name: string, max: number, options: { prefix?: string; min?: number } = {}): string {
  const { prefix = "", min = 1 } = options;
  const full = `${prefix}${name}`;
  const long = full.length < min ? `airflow-${full}` : full;
  return long.slice(0, max).replace(/-+$/, "");
}
