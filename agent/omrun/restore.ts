import { createHash } from 'node:crypto';
import { OmosixError } from '../../protocol/errors.ts';
import { SNAPSHOT_VERSION } from '../../protocol/version.ts';
import { CheckpointFile } from '../checkpoint/read.ts';
import type { CompiledProgram } from '../deputy/images.ts';

const major = (version: string): number => Number.parseInt(version, 10);

/**
 * `--restore`: a file that this omosix and this Node.js can go on with.
 * @throws OmosixError ESNAPSHOT, ENODEVERSION with one line why not
 */
export function checkpointOf(path: string, anyNode: boolean): CheckpointFile {
  const file = new CheckpointFile(path);
  const { version, nodeVersion } = file.head.snapshot;
  if (version !== SNAPSHOT_VERSION)
    throw new OmosixError(
      'ESNAPSHOT',
      `${path} was made by omosix ${file.head.madeBy}, whose snapshots have version ${version}; this one reads ${SNAPSHOT_VERSION}`,
    );
  if (major(nodeVersion) !== major(process.versions.node) && !anyNode)
    throw new OmosixError(
      'ENODEVERSION',
      `${path} was made by Node.js ${nodeVersion}, this is ${process.versions.node}: --any-node goes on all the same`,
    );
  return file;
}

/** Its own, which the file has. @throws OmosixError ESNAPSHOT */
export function programOf(file: CheckpointFile): Promise<CompiledProgram> {
  const bytes = file.program();
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (hash !== file.head.spec.program || hash !== file.head.snapshot.program)
    return Promise.reject(new OmosixError('ESNAPSHOT', 'the checkpoint has the program of another task'));
  return Promise.resolve({
    hash,
    hasAddons: false,
    shares: null,
    inputs: [file.head.spec.file],
    bytes: () => bytes,
  });
}
