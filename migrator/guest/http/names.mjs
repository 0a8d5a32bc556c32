/** Names that are Node's own. */
import home from '../home.cjs';

export const METHODS = home.httpMethods();
export const STATUS_CODES = home.statusCodes();
