// How the host's script is bundled: the product's build and the tests' alike.
import { resolve } from 'node:path';
import { build } from 'esbuild';

/** Async functions then make the task's own promises, not V8's. */
const supported = { 'async-await': false, 'for-await': false, 'async-generator': false };

/**
 * The compiler is more than half of the script, and wanted only where a program makes functions of text: it travels as a string,
 * which V8 need not parse. It bears the host's name in stack traces (HOST_FILE in migrator/host/bootstrap.ts).
 */
const compilerApart = (options) => ({
  name: 'compiler-apart',
  setup(bundle) {
    bundle.onResolve({ filter: /\/compile\/made-code\.ts$/ }, ({ path, resolveDir, kind }) =>
      // Importers of its types do not count.
      kind === 'require-call' ? { path: resolve(resolveDir, path), namespace: 'apart' } : undefined,
    );
    bundle.onLoad({ filter: /.*/, namespace: 'apart' }, async ({ path }) => {
      const { outputFiles } = await build({ ...options, entryPoints: [path], write: false });
      const script = `(function (require, module) {${outputFiles[0].text}\nreturn module.exports; })`;
      return {
        contents: `module.exports = require('node:vm').runInThisContext(${JSON.stringify(script)}, { filename: 'omosix:host' })(require, { exports: {} });`,
        loader: 'js',
      };
    });
  },
});

/** @param {string} root @param {string} entry @param {string} outfile @param {Record<string, string>} [define] */
export async function buildHostScript(root, entry, outfile, define = {}) {
  const options = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
    supported,
    define,
  };
  await build({ ...options, entryPoints: [entry], outfile, plugins: [compilerApart(options)] });
}
