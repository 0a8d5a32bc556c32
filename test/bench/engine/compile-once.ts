// One way to a compiled program, loaded as omrun loads it: prints how many ms of CPU this process took for it.
import { ImageCache } from '../../../agent/deputy/images.ts';

const [how, file, directory] = process.argv.slice(2) as [string, string, string];
const compile = async (path: string) => (await import('../../../migrator/bundle/index.ts')).compileOnce(path);
if (how === 'cold') await compile(file);
if (how === 'cached') await new ImageCache(directory, 'bench', compile).get(file);
const { user, system } = process.cpuUsage();
console.log((user + system) / 1000);
