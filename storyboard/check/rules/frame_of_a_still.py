"""A shot takes a frame or the video of a still that has none to give: a still with a camera move exists only in the cut,
and no still is a video.

    - {shot: map, still: chart, camera: {zoom: 2}}
    - {prompt: A hand traces the course., first_frame: {last_frame_of: map}}

    - {prompt: A hand traces the course., first_frame: chart}
"""

CODE = "SB207"
