import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The real host's code, but for its descriptors: one text, to be run in many realms. */
export async function bundleRealmHost(): Promise<string> {
  const result = await build({
    entryPoints: [`${here}entry.ts`],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
    // As tools/build.mjs makes the host.
    supported: { 'async-await': false, 'for-await': false, 'async-generator': false },
    plugins: [
      {
        name: 'no-pokes',
        setup(to) {
          to.onResolve({ filter: /\/poke\.ts$/ }, () => ({ path: `${here}no-pokes.ts` }));
        },
      },
    ],
  });
  return result.outputFiles[0]!.text;
}
