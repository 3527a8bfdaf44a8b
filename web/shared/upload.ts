/** Sends one file as a raw body and tells how far it is; fetch cannot report upload progress, so this is XMLHttpRequest. */
export interface Upload<T> {
  readonly done: Promise<T>;
  cancel(): void;
}
export class UploadError extends Error {
  constructor(
    readonly status: number,
    readonly body: string,
  ) {
    super(status === 0 ? 'network' : `status ${status}`);
  }
}

export function upload<T>(
  url: string,
  file: Blob,
  headers: Readonly<Record<string, string>>,
  onProgress: (share: number) => void,
): Upload<T> {
  const request = new XMLHttpRequest();
  const done = new Promise<T>((resolve, reject) => {
    request.open('POST', url);
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = event => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status < 200 || request.status > 299) {
        reject(new UploadError(request.status, request.responseText));
        return;
      }
      try {
        resolve(JSON.parse(request.responseText));
      } catch {
        reject(new UploadError(request.status, request.responseText));
      }
    };
    request.onerror = () => reject(new UploadError(0, ''));
    request.onabort = () => reject(new DOMException('canceled', 'AbortError'));
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
}
