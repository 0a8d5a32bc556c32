import { OmosixError } from '../../protocol/errors.ts';

/** Why `--ha` does not go here. */
export const needsEtcd = (): OmosixError =>
  new OmosixError(
    'EREFUSED',
    '--ha needs etcd, which decides who is the deputy: install etcd-server on three machines, and start omd on each node with --etcd http://HOST:2379,… (docs/commands.md#omd)',
  );
