"""The profile `gateway`: one `/v1/videos` endpoint for Kling-Video-O1 and Kling-V2.6, elements beside it."""
