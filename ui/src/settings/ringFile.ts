/** What a file may be that calls ring with; the agent looks at it closely. */
export const RING_FILE = { seconds: 30, megabytes: 5 };

/** A file's content as it goes to the agent. */
export async function base64(file: File): Promise<string> {
  const reader = new FileReader();
  await new Promise((resolve, reject) => {
    reader.onload = resolve;
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  return String(reader.result).replace(/^[^,]*,/, '');
}
