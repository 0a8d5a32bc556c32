/** `help`: what `--help-all` prints. @returns the man page, as troff reads it */
export function manPage(name: string, help: string, commands: readonly string[], version: string): string;
