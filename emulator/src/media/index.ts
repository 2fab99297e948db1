export { audioSlice } from "./ogg";
export { imageSlice } from "./image";
