import { fileURLToPath } from 'node:url';
import { omrun } from '../../agent/omrun/main.ts';

/** omrun with all of its own parts; what it compiles is never executed, since the agent in these tests is the test. */
process.exit(
  await omrun({
    argv: process.argv.slice(2),
    version: '0.0.0',
    build: 'test',
    omd: fileURLToPath(new URL('omd.js', import.meta.url)),
    omrun: '/no/omrun',
    compile: async (file) => {
      const image = {
        version: 1,
        entry: file,
        code: '',
        factories: '',

        factoryBodies: [],
        functions: [],
        classes: [],
        trees: [],
      };
      return {
        image: { ...image, sources: [], codeMap: [], factoriesMap: [], modules: [], notes: [] },
        inputs: [file],
      };
    },
  }),
);
