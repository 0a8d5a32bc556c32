export function buildHostScript(
  root: string,
  entry: string,
  outfile: string,
  define?: Record<string, string>,
): Promise<void>;
