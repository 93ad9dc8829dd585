// GraphiQL's own texts in Chinese: it has them in English alone, written into its components. What is not listed here
// stays as it is, so that a text that a later version brings is English, and nothing worse.
import { language } from "../language";

const EXACT: Record<string, string> = {
  // The editors
  "Operation Editor": "操作编辑器",
  "Editor Commands": "编辑器命令",
  Variables: "变量",
  Headers: "请求头",
  "Show editor tools": "显示变量和请求头",
  "Hide editor tools": "隐藏变量和请求头",
  "Result Window": "结果",
  "Response Editor": "结果",
  "Request Headers": "请求头",
  "Select active operation": "选择标签页",
  "New tab": "新标签页",
  "<untitled>": "未命名",
  "Close Tab": "关闭标签页",
  "Failed to copy query!": "无法复制查询。",
  // The side
  "Open short keys dialog": "查看快捷键",
  "Open settings dialog": "打开设置",
  "Close dialog": "关闭",
  "Short Keys": "快捷键",
  "Short Key": "按键",
  Function: "功能",
  "This modal provides a list of available keyboard shortcuts and their functions.": "可用的快捷键及其功能。",
  "Execute query": "运行查询",
  "Open the Command Palette (you must have focus in the editor)": "打开命令面板（光标须在编辑器中）",
  "Prettify editors": "格式化",
  "Copy query": "复制查询",
  "Re-fetch schema using introspection": "重新读取模式",
  "Search in documentation": "在文档中搜索",
  "Search in editor": "在编辑器中搜索",
  "Merge fragments definitions into operation definition": "把片段合并到操作中",
  "This Graph": "Graph",
  "QL editor uses": "QL 编辑器使用",
  "Monaco editor shortcuts": "Monaco 编辑器的快捷键",
  ", with keybindings similar to VS Code. See the full list of shortcuts for": "，与 VS Code 相近。完整列表：",
  or: "或",
  Settings: "设置",
  "This modal lets you adjust header persistence, interface theme, and clear local storage.":
    "在此设置外观，或清除保存在浏览器中的数据。",
  Theme: "外观",
  "Adjust how the interface appears.": "界面用浅色还是深色。",
  System: "跟随系统",
  Light: "浅色",
  Dark: "深色",
  "Clear storage": "清除数据",
  "Remove all locally stored data and start fresh.": "删除保存在本浏览器中的全部数据，重新开始。",
  "Clear data": "清除",
  "Cleared data": "已清除",
  Failed: "失败",
  // Documentation
  "Documentation Explorer": "文档",
  Docs: "文档",
  "A GraphQL schema provides a root type for each kind of operation.": "GraphQL 模式为每类操作提供一个根类型。",
  "Root Types": "根类型",
  "All Schema Types": "全部类型",
  Type: "类型",
  Fields: "字段",
  Arguments: "参数",
  Directives: "指令",
  Implements: "实现的接口",
  Implementations: "实现此接口的类型",
  "Possible Types": "可能的类型",
  "Enum Values": "枚举值",
  Deprecated: "已弃用",
  "Deprecated Fields": "已弃用的字段",
  "Deprecated Arguments": "已弃用的参数",
  "Deprecated Enum Values": "已弃用的枚举值",
  "Show Deprecated Fields": "显示已弃用的字段",
  "Show Deprecated Arguments": "显示已弃用的参数",
  "Show Deprecated Values": "显示已弃用的枚举值",
  "No results found": "没有找到。",
  "Other results": "其他结果",
  "Error fetching schema": "无法读取模式。",
  "Schema is invalid: ": "模式有误：",
  "No GraphQL schema available": "没有模式。",
  // History
  History: "历史",
  Clear: "清除",
  Cleared: "已清除",
  "Failed to Clear": "清除失败",
  "Type a label": "输入名称",
  Save: "保存",
  "Set active": "打开",
  "Edit label": "改名",
  "Add favorite": "收藏",
  "Remove favorite": "取消收藏",
  "Delete from history": "从历史中删除",
  // The explorer
  Explorer: "字段浏览",
  "Add new": "新建",
  "Query Name": "查询名称",
  "Mutation Name": "变更名称",
  "Subscription Name": "订阅名称",
  "Remove the variable": "不再用变量",
  "Extract the current value into a GraphQL variable": "把当前的值改为变量",
  "Extract selections into a new reusable fragment": "把选中的字段提取为片段",
  "No Schema Available": "没有模式。",
};

const PATTERNS: [RegExp, (found: string) => string][] = [
  [/^Execute query \((.+)\)$/, (key) => `运行（${key}）`],
  [/^Stop query \((.+)\)$/, (key) => `停止（${key}）`],
  [/^Re-fetch GraphQL schema \((.+)\)$/, (key) => `重新读取模式（${key}）`],
  [/^Show (.+)$/, (title) => `显示${title}`],
  [/^Hide (.+)$/, (title) => `隐藏${title}`],
  [/^Search (.+)\.\.\.$/, (where) => `在“${inChinese(where)}”中搜索…`],
  [/^Go back to (.+)$/, (where) => `返回“${inChinese(where)}”`],
];

/** A text of GraphiQL's in Chinese; as it is, if it is none of those above. */
export function inChinese(text: string): string {
  const exact = EXACT[text];
  if (exact !== undefined) return exact;
  for (const [pattern, told] of PATTERNS) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return told(found);
  }
  return text;
}

/** What people see or hear of an element, whether it is of the page or a component. */
const TOLD = ["children", "aria-label", "placeholder"];

/**
 * The properties of an element of GraphiQL's, with its texts in the language that the page began with.
 *
 * A `title` is translated on elements of the page alone: components choose icons by theirs.
 */
export const translated: (type: unknown, properties: Record<string, unknown> | null) => Record<string, unknown> | null =
  language.value === "zh" ? (type, properties) => withTexts(type, properties) : (_, properties) => properties;

function withTexts(type: unknown, properties: Record<string, unknown> | null): Record<string, unknown> | null {
  if (properties === null) return null;
  let found = properties;
  for (const name of typeof type === "string" ? [...TOLD, "title"] : TOLD) {
    const given = properties[name];
    const told = inOther(given);
    if (told === given) continue;
    if (found === properties) found = { ...properties };
    found[name] = told;
  }
  return found;
}

/** A text or a list that has some, with the texts translated; anything else as it is. */
export function inOther(given: unknown): unknown {
  if (typeof given === "string") return inChinese(given);
  if (!Array.isArray(given) || !given.some((one) => typeof one === "string" && inChinese(one) !== one)) return given;
  return given.map((one) => (typeof one === "string" ? inChinese(one) : one));
}
