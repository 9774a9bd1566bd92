/** An error of an `up`, a `destroy` or of Airflow after it that others have met in public, with what it means here. */
export interface Failure {
  /** Its anchor in docs/when-it-fails.md: words of the message, lower case, joined by hyphens. */
  id: string;
  /** The words that stay the same whoever meets it, as they are printed. The heading of its entry. */
  says: string;
  /** Finds it where names or numbers stand between the words. Default: `says`, in any case. */
  matches?: RegExp;
  /** Why it comes. */
  cause: string;
  /** What to do, as it can be typed. */
  fix: string;
  /** A public report of it. */
  source: string;
}
