import { Blob } from '../blob.mjs';
import { File } from '../file.mjs';
import { createObjectURL, revokeObjectURL } from '../object-urls.mjs';
import { install } from './install.mjs';

install({ Blob, File });
Object.assign(URL, { createObjectURL, revokeObjectURL });
