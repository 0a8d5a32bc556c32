import streams from '../streams.mjs';
import { install } from './install.mjs';

install(streams);
