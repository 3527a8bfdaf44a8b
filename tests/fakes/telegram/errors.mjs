/** An answer `{"ok":false,...}` of the Bot API. */
export class ApiError extends Error {
  /**
   * @param {number} code HTTP status and error_code
   * @param {string} description the full text, with its "Bad Request: " or like beginning
   * @param {{retry_after?: number, migrate_to_chat_id?: number}} [parameters]
   */
  constructor(code, description, parameters) {
    super(description);
    this.code = code;
    this.parameters = parameters;
    /** True for what no correct client would ever send; such a call is noted among the violations. */
    this.violation = false;
  }
  body() {
    const body = { ok: false, error_code: this.code, description: this.message };
    return this.parameters ? { ...body, parameters: this.parameters } : body;
  }
}

/** @param {string} text */
export const badRequest = (text) => new ApiError(400, `Bad Request: ${text}`);
/** @param {string} text */
export const forbidden = (text) => new ApiError(403, `Forbidden: ${text}`);
/** @param {string} text */
export const conflict = (text) => new ApiError(409, `Conflict: ${text}`);
/** @param {number} seconds */
export const tooManyRequests = (seconds) =>
  new ApiError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
