/// Speaks on a WebSocket.
#[websocket("/rooms/{room}", depends = [verify_token])]
pub async fn chat(socket: WebSocket, room: String, #[depends(current_user)] user: User) -> Result<()> {
    speak(socket, room, user).await
}
