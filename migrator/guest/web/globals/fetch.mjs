import './blob.mjs';
import './streams.mjs';
import { FormData, fetch, Headers, Request, Response } from '../fetch.mjs';
import { install } from './install.mjs';

install({ fetch }, true);
install({ FormData, Headers, Request, Response });
