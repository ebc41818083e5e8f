// How wind bends plants. Whoever includes it has a property _Wind: metres a second, east and north.

// Gusts that run over the land, and each plant's own trembling.
float2 Blown(float2 at, float high)
{
    float speed = length(_Wind.xy);
    float2 along = _Wind.xy / max(speed, 0.01);
    float run = dot(at, along);
    float gust = 0.55 + 0.45 * sin(run * 0.11 - _Time.y * (0.5 + 0.22 * speed));
    float tremble = sin(_Time.y * (2.1 + 0.3 * speed) + run * 0.9);
    return along * min(speed, 14.0) * (0.011 * gust + 0.004 * tremble) * high * high / (0.25 + high);
}
