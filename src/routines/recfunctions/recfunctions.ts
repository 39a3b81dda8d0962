// np.lib.recfunctions, put together. What the functions do is in the files beside.

import { assign_fields_by_name, recursive_fill_fields, require_fields } from "./assigning.js";
import { drop_fields, rename_fields, repack_fields } from "./fields.js";
import { find_duplicates, join_by } from "./joining.js";
import { append_fields, merge_arrays } from "./merging.js";
import { flatten_descr, get_fieldstructure, get_names, get_names_flat } from "./names.js";
import { stack_arrays } from "./stacking.js";
import {
  apply_along_fields,
  structured_to_unstructured,
  unstructured_to_structured,
} from "./unstructured.js";

/** `np.lib.recfunctions`: structured arrays taken apart and put together. */
export const recfunctions = {
  append_fields,
  apply_along_fields,
  assign_fields_by_name,
  drop_fields,
  find_duplicates,
  flatten_descr,
  get_fieldstructure,
  get_names,
  get_names_flat,
  join_by,
  merge_arrays,
  recursive_fill_fields,
  rename_fields,
  repack_fields,
  require_fields,
  stack_arrays,
  structured_to_unstructured,
  unstructured_to_structured,
} as const;
