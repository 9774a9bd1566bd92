/** The part of @bomb.sh/tab that is used: its own types lie behind `exports`, where this project's resolution does not look. */
declare module "@bomb.sh/tab" {
  type Handler = (complete: (value: string, description: string) => void) => void;
  class Command {
    option(name: string, description: string, handler?: Handler): Command;
    argument(name: string, handler?: Handler, variadic?: boolean): this;
  }
  export class RootCommand extends Command {
    command(name: string, description: string): Command;
    /** Prints what the words can become: the verb and what follows, the last one perhaps "". */
    parse(words: string[]): void;
  }
  /** Prints a shell's script, which calls `executable complete -- WORDS` at each Tab. */
  export function script(shell: string, name: string, executable: string): void;
}
