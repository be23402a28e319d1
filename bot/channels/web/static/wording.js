/* What the page's script says. */

export const SAY = {
  youAsk: "Bạn hỏi: ",
  answers: "Trợ lý trả lời:",
  officerReplied: "Cán bộ đã trả lời câu hỏi của bạn",
  answering: "Đang trả lời…",
  offline: "Chưa có mạng. Câu hỏi được giữ lại và tự gửi khi có mạng.",
  slow: "Mạng chậm, đang gửi lại…",
  busy: "Bạn gửi nhanh quá, chờ một chút sẽ tự gửi tiếp.",
  unsent: "⏳ Chưa gửi",
  refused: "⚠ Không gửi được câu này. Bạn gõ lại ngắn hơn giúp tôi.",
  newPage: " (mở trang mới)",
  cleared: "Đã xoá cuộc trò chuyện trên máy này.",
};
