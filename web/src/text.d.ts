// Files that the bundle holds as text.
declare module "*.xml" {
  const text: string;
  export default text;
}

declare module "*.yaml" {
  const text: string;
  export default text;
}
