/** What a test says of itself (test262's INTERPRETING.md), as far as a runner needs it. */
export interface Frontmatter {
  flags: ReadonlySet<string>;
  includes: readonly string[];
  features: readonly string[];
  negative: { phase: string; type: string } | null;
}

const BLOCK = /\/\*---([\s\S]*?)---\*\//;

/** The few forms of YAML that the suite uses: `key: [a, b]`, a list of `- a` lines, and the two lines of `negative`. */
export function frontmatterOf(source: string): Frontmatter {
  const text = (BLOCK.exec(source)?.[1] ?? '').replace(/\r\n?/g, '\n');
  const negative = /^negative:\s*\n((?:[ \t]+.*\n?)+)/m.exec(text)?.[1];
  const field = (name: string): string =>
    new RegExp(`^\\s+${name}:\\s*(\\S+)`, 'm').exec(negative!)?.[1] ?? '';
  return {
    flags: new Set(list(text, 'flags')),
    includes: list(text, 'includes'),
    features: list(text, 'features'),
    negative: negative ? { phase: field('phase'), type: field('type') } : null,
  };
}

function list(text: string, key: string): string[] {
  const inline = new RegExp(`^${key}:\\s*\\[([^\\]]*)\\]`, 'm').exec(text)?.[1];
  const lines =
    inline?.split(',') ??
    new RegExp(`^${key}:\\s*\\n((?:\\s*-\\s*.*\\n?)+)`, 'm').exec(text)?.[1]?.split('\n');
  return (lines ?? []).map((each) => each.replace(/^\s*-\s*/, '').trim()).filter((each) => each !== '');
}
